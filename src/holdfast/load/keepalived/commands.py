# SPDX-License-Identifier: Apache-2.0
"""Command lines: `script`, `notify_*` (notify_script_init in lib/notify.c, keepalived 2.2.7)."""

from holdfast.load.keepalived.places import Places, text
from holdfast.model.script import Command, Notify
from holdfast.syntax.keepalived import Statement, command_words

NOTIFY_EVENTS = frozenset(
    b"notify notify_master notify_backup notify_fault notify_stop notify_deleted "
    b"notify_master_rx_lower_pri".split()
)

GLOBAL_EVENTS = frozenset(
    b"startup_script shutdown_script notify_fifo_script vrrp_notify_fifo_script".split()
)


def command(statement: Statement, places: Places) -> Command | None:
    """The command of a statement: its second word, split again; None where there is none.

    What follows that word is the user and the group of a notify line, and nothing that counts in a
    `vrrp_script`; without quotes that is where arguments were meant to be.
    """
    words = command_words(_raw(statement))
    if len(words) < 2 or len(statement.words) < 2:
        return None
    place = places.of_word(statement, statement.words[1])
    behind = tuple(text(word) for word in words[2:])
    named = behind[:2] if statement.keyword != b"script" else ()
    return Command(
        text=text(statement.words[1].text),
        argv=tuple(text(word) for word in command_words(words[1])),
        place=place,
        user=named[0] if named else None,
        group=named[1] if len(named) > 1 else None,
        dropped=behind[len(named) :],
    )


def notifies(
    statements: list[Statement], places: Places, events: frozenset[bytes] = NOTIFY_EVENTS
) -> tuple[Notify, ...]:
    """The notify lines of a block; keepalived keeps the first of each kind."""
    found: dict[bytes, Notify] = {}
    for statement in statements:
        if statement.keyword in events and statement.keyword not in found:
            made = command(statement, places)
            if made is not None:
                found[statement.keyword] = Notify(text(statement.keyword), made)
    return tuple(found.values())


def _raw(statement: Statement) -> bytes:
    """The statement's words with all that stands between them."""
    first, last, start = statement.words[0], statement.words[-1], statement.line.start
    return statement.line.text[first.start - start : last.end - start]
