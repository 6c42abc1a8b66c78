# SPDX-License-Identifier: Apache-2.0
"""Journals of drills that were played, beside what the kernel said of the VIP's addresses.

They are what keepalived 2.2.7, HAProxy 2.6.12 and the service manager wrote, in the form of
`journalctl -o short-iso-precise`; of the requests that were answered every 60th is kept.
"""

from datetime import date, datetime
from pathlib import Path

from holdfast.story.chronicle import Chronicle, chronicles
from holdfast.story.journal import Line, Unread, read_lines
from holdfast.story.story import Story, tell

JOURNALS = Path(__file__).parent / "journals"
CASES = tuple(sorted(folder.name for folder in JOURNALS.iterdir()))
TODAY = date(2026, 11, 23)


def chronicle(text: str | bytes) -> Chronicle:
    """What a journal of one node tells."""
    (found,) = chronicles((line.host, line) for line in lines(text))
    return found


def lines(text: str | bytes) -> list[Line]:
    """Every line, all of them of a journal."""
    data = text if isinstance(text, bytes) else text.encode()
    found = [line for line in read_lines(data.splitlines(keepends=True), TODAY)]
    assert not [line for line in found if isinstance(line, Unread)]
    return [line for line in found if isinstance(line, Line)]


def recorded(case: str) -> tuple[Chronicle, ...]:
    """Both nodes' journals of a case."""
    return tuple(chronicle((JOURNALS / case / f"{n}.log").read_bytes()) for n in ("lb1", "lb2"))


def story(case: str) -> Story:
    return tell(recorded(case), (), 100.0)


def sentences(told: Story) -> list[str]:
    return [entry.text for entry in told.account]


def kernel(case: str) -> list[tuple[float, str, bool]]:
    """When a node's kernel got the VIP (True) or lost it."""
    found = []
    for line in (JOURNALS / case / "kernel.txt").read_text().splitlines():
        at, node, word = line.split()
        found.append((datetime.fromisoformat(at).timestamp() * 1000, node, word == "has"))
    return found
