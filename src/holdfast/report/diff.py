# SPDX-License-Identifier: Apache-2.0
"""Changes as a unified diff that `patch -p1` and `git apply` take."""

from collections.abc import Iterable, Iterator
from difflib import diff_bytes
from difflib import unified_diff as lines_of_diff

from holdfast.load.outcome import outcomes
from holdfast.model.change import Change
from holdfast.model.site import File, Site

_NO_NEWLINE = b"\n\\ No newline at end of file\n"


def unified_diff(site: Site, changes: Iterable[Change]) -> str:
    """The changes as text, bytes that are no UTF-8 as surrogates (PEP 383).

    Files are named `a/NODE/PATH` and `b/NODE/PATH`, a loose file by its path alone. A new file
    or mode has git's header too, since only that carries it. Line ends are those of the files.
    """
    return "".join(file_diff(o.node, o.path, o.before, o.after) for o in outcomes(site, changes))


def file_diff(node: str | None, path: str, before: File | None, after: File | None) -> str:
    """One file's, None where there is none."""
    return b"".join(_file(node, path, before, after)).decode("utf-8", "surrogateescape")


def _file(
    node: str | None, path: str, before: File | None, after: File | None
) -> Iterator[bytes]:  # fmt: skip
    name = _name(node, path)
    old, new = b"a/" + name, b"b/" + name
    if before is None and after is not None:
        yield b"diff --git %s %s\nnew file mode 100%o\n" % (old, new, after.mode)
        old = b"/dev/null"
    if after is None and before is not None:
        yield b"diff --git %s %s\ndeleted file mode 100%o\n" % (old, new, before.mode)
        new = b"/dev/null"
    if before is not None and after is not None and before.mode != after.mode:
        yield b"diff --git %s %s\n" % (old, new)
        yield b"old mode 100%o\nnew mode 100%o\n" % (before.mode, after.mode)
    lines = diff_bytes(
        lines_of_diff,
        _lines(before.data if before else b""),
        _lines(after.data if after else b""),
        _header(old),
        _header(new),
    )
    yield from (line if line.endswith(b"\n") else line + _NO_NEWLINE for line in lines)


def _name(node: str | None, path: str) -> bytes:
    parts = (node or "", path.lstrip("/"))
    return "/".join(filter(None, parts)).encode("utf-8", "surrogateescape")


def _header(name: bytes) -> bytes:
    """A name with blanks ends with a tab, as in git's diffs, so that patch sees where it ends."""
    return name + b"\t" if b" " in name else name


def _lines(data: bytes) -> list[bytes]:
    """Cut at newline bytes only: a carriage return belongs to its line."""
    *whole, rest = data.split(b"\n")
    lines = [line + b"\n" for line in whole]
    return [*lines, rest] if rest else lines
