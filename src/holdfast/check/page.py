# SPDX-License-Identifier: Apache-2.0
"""A rule's page: the manual, and the cases that hold it to its word.

    # NAME

    One line: the summary.

    ## What happens … ## How to mend it … ## Fix safety … ## Cases

The section about the fix begins with `Safe`, `Unsafe` or `Shown`; or with `No fix:` and why there
is none: what a competent operator would write does not follow from the files alone.

    ### silent: TITLE        or        ### fires: TITLE

Below a case's title stand fenced blocks: `file PATH` (input; PATH begins with the node's name, or
is one word for a file that is named on its own), `crlf PATH` (one with the line ends of Windows),
`cut PATH` (one without its last newline), `link PATH` (a symbolic link: where it leads),
`findings` (the exact lines), `after PATH` (the file once all fixes are applied) and
`says NODE DAEMON` (all that `keepalived -t` or `haproxy -c` prints about the node's own
configuration). Everything else is prose.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import Struct

from holdfast.check.finding import Safety

CASES = "\n## Cases\n"

_SAFETY = re.compile(r"^## Fix safety\n\n(Safe|Unsafe|Shown)\b", re.MULTILINE)
_SAFETIES: dict[str, Safety] = {"Safe": "safe", "Unsafe": "unsafe", "Shown": "shown"}
_CASE = re.compile(r"^### (silent|fires): (.+)$", re.MULTILINE)
_BLOCK = re.compile(
    r"^```(file|crlf|cut|link|after|findings|says)(?: ([^\n]+))?\n(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Case(Struct, frozen=True):
    """Input files and links by path, what a user sees, the files after the fix, the daemons' words.

    `says` has the lines of a daemon by node and daemon.
    """

    kind: Literal["silent", "fires"]
    title: str
    files: dict[str, str]
    findings: tuple[str, ...]
    after: dict[str, str]
    says: dict[tuple[str, str], tuple[str, ...]]
    links: dict[str, str] = {}


class Page(Struct, frozen=True):
    """A page in its parts; `manual` is what `explain` prints; `fix` None where there is no fix."""

    title: str
    summary: str
    manual: str
    fix: Safety | None
    cases: tuple[Case, ...]


def parse_page(text: str) -> Page:
    """The parts of a page. Raises ValueError where there is no title or no summary."""
    manual, _, cases = text.partition(CASES)
    title, summary, *_ = [line for line in manual.splitlines() if line] + ["", ""]
    if not title.startswith("# ") or not summary or summary.startswith("#"):
        raise ValueError("a page begins with `# NAME` and one line that sums it up")
    safety = _SAFETY.search(manual)
    fix = _SAFETIES[safety[1]] if safety else None
    return Page(title[2:], summary, manual.rstrip() + "\n", fix, tuple(_cases(cases)))


def _cases(text: str) -> Iterator[Case]:
    heads = list(_CASE.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        blocks = [(m[1], m[2] or "", m[3]) for m in _BLOCK.finditer(text, head.end(), end)]
        findings = [body for kind, _, body in blocks if kind == "findings"]
        says = [(name.split(), body) for kind, name, body in blocks if kind == "says"]
        yield Case(
            "silent" if head[1] == "silent" else "fires",
            head[2],
            _files(blocks),
            tuple(line for body in findings for line in body.splitlines()),
            {path: body for kind, path, body in blocks if kind == "after"},
            {(node, daemon): tuple(body.splitlines()) for (node, daemon), body in says},
            {path: body.strip() for kind, path, body in blocks if kind == "link"},
        )


def _files(blocks: list[tuple[str, str, str]]) -> dict[str, str]:
    made: dict[str, Callable[[str], str]] = {
        "file": str,
        "crlf": lambda body: body.replace("\n", "\r\n"),
        "cut": lambda body: body.removesuffix("\n"),
    }
    return {path: made[kind](body) for kind, path, body in blocks if kind in made}
