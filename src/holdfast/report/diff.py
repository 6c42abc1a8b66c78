# SPDX-License-Identifier: Apache-2.0
"""Changes as a unified diff that `patch -p1` and `git apply` take."""

from collections.abc import Iterable, Iterator
from difflib import diff_bytes
from difflib import unified_diff as lines_of_diff

from holdfast.load.outcome import Outcome, outcomes
from holdfast.model.change import Change
from holdfast.model.site import Site

_NO_NEWLINE = b"\n\\ No newline at end of file\n"


def unified_diff(site: Site, changes: Iterable[Change]) -> str:
    """The changes as text, bytes that are no UTF-8 as surrogates (PEP 383).

    Files are named `a/NODE/PATH` and `b/NODE/PATH`, a loose file by its path alone. A new file
    has git's header too, since only that carries its mode. Line ends are those of the files.
    """
    pieces = (line for outcome in outcomes(site, changes) for line in _file(outcome))
    return b"".join(pieces).decode("utf-8", "surrogateescape")


def _file(outcome: Outcome) -> Iterator[bytes]:
    name = _name(outcome)
    old, new = b"a/" + name, b"b/" + name
    if outcome.before is None:
        yield b"diff --git %s %s\nnew file mode 100%o\n" % (old, new, outcome.after.mode)
        old = b"/dev/null"
    lines = diff_bytes(
        lines_of_diff,
        _lines(outcome.before.data if outcome.before else b""),
        _lines(outcome.after.data),
        _header(old),
        _header(new),
    )
    yield from (line if line.endswith(b"\n") else line + _NO_NEWLINE for line in lines)


def _name(outcome: Outcome) -> bytes:
    parts = (outcome.node or "", outcome.path.lstrip("/"))
    return "/".join(filter(None, parts)).encode("utf-8", "surrogateescape")


def _header(name: bytes) -> bytes:
    """A name with blanks ends with a tab, as in git's diffs, so that patch sees where it ends."""
    return name + b"\t" if b" " in name else name


def _lines(data: bytes) -> list[bytes]:
    """Cut at newline bytes only: a carriage return belongs to its line."""
    *whole, rest = data.split(b"\n")
    lines = [line + b"\n" for line in whole]
    return [*lines, rest] if rest else lines
