# SPDX-License-Identifier: Apache-2.0
"""Braces without their partners."""

from collections.abc import Iterator

from holdfast.load.keepalived.places import Places, text
from holdfast.model.keyword import Unbalanced
from holdfast.syntax.keepalived import Line, Statement
from holdfast.syntax.keepalived.keywords import BLOCKS, LISTS
from holdfast.syntax.token import Token


def unbalanced(
    statements: list[Statement], stray: list[tuple[Line, Token]], places: Places
) -> Iterator[Unbalanced]:
    """The block that is never closed, and each `}` that closes nothing.

    Of blocks in blocks without an end it is the innermost: the others are open for its sake. Where
    a word above wants a block and has no `{`, a `}` that closes nothing is for its sake.
    """
    innermost = _unclosed(statements)
    if innermost is not None:
        words = text(b" ".join(innermost.values))
        intruder = _intruder(innermost.block or [], (text(innermost.keyword), ""))
        before = places.of(intruder) if intruder is not None else None
        yield Unbalanced("open", words, places.of(innermost), before)
    unopened = next(_unopened(statements), None) if stray else None
    if unopened is not None:
        words = text(b" ".join(unopened.values))
        yield Unbalanced("unopened", words, places.of(unopened))
    for line, brace in stray[1:] if unopened is not None else stray:
        yield Unbalanced("close", "", places.of_token(line, brace))


def _intruder(statements: list[Statement], path: tuple[str, ...]) -> Statement | None:
    """The first statement that only a block further out knows; `path` are the blocks around it."""
    here, *around = path
    for statement in statements:
        inside = f"{here} {text(statement.keyword)}".strip()
        if _knows(here, statement):
            found = _intruder(statement.block or [], (inside, *path)) if inside in BLOCKS else None
            if found is not None:
                return found
        elif any(_knows(name, statement) for name in around):
            return statement
    return None


def _knows(block: str, statement: Statement) -> bool:
    return statement.keyword in BLOCKS.get(block, ())


def _unopened(statements: list[Statement], block: str = "") -> Iterator[Statement]:
    """Those that want a block and have none."""
    for statement in statements:
        inside = f"{block} {text(statement.keyword)}".strip()
        if statement.block is not None:
            yield from _unopened(statement.block, inside)
        elif inside in BLOCKS or inside in LISTS:
            yield statement


def _unclosed(statements: list[Statement]) -> Statement | None:
    """The innermost block without an end: only the last of each level can lack one."""
    found = None
    while statements and statements[-1].end == -1:
        found = statements[-1]
        statements = found.block or []
    return found
