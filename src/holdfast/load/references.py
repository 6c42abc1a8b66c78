# SPDX-License-Identifier: Apache-2.0
"""Files that haproxy.cfg names, read when somebody asks (manual 3.1, 4.2, 5.1, 5.2, 7.1.1)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from posixpath import join

from holdfast.load.haproxy.walk import walk_node
from holdfast.model.place import Place
from holdfast.model.proxy import Reference
from holdfast.model.site import Node
from holdfast.syntax.haproxy import Directive, Section, directives
from holdfast.text.span import Span

_WORKING_FOLDER = "/"
"""Of a service (systemd.exec(5), WorkingDirectory=)."""

_BASES = frozenset((b"ca-base", b"crt-base", b"key-base"))

_BASE_OF = {
    "crt": "crt-base",
    "key": "key-base",
    "ca-file": "ca-base",
    "ca-verify-file": "ca-base",
    "crl-file": "ca-base",
}

_LOAD_ONLY = frozenset(("key", "ocsp", "sctl", "issuer"))
_CERTIFICATES = frozenset(
    ("crt", "crt-list", "ca-file", "ca-verify-file", "ca-sign-file", "crl-file")
)
_OPTIONS = _LOAD_ONLY | _CERTIFICATES | frozenset(("file", "lf-file", "errorfile", "config"))
"""Words of a line behind which a file is named, some in `load` lines only."""

_SECOND_WORD = frozenset(
    (b"lua-load", b"lua-load-per-thread", b"ssl-dh-param-file", b"51degrees-data-file")
)
_HINTS = tuple(b"crt file map load -base external-check config".split())
"""What a line with a file's name has in it; most files of many lines have none of these."""

_MAP = re.compile(r"map(?:_[a-z0-9_]+)?\(([^,)]+)")


def references(node: Node) -> tuple[Reference, ...]:
    """The files a node's haproxy.cfg names, in file order, relative ones made absolute.

    What begins with `@` or has a variable names no file. A `crt` may be a folder.
    """
    hinted = {p: d for p in node.haproxy.paths if _hinted(d := node.files[p].data)}
    if not hinted:
        return ()
    numbers: dict[str, list[int]] = {}
    bases: dict[str, str] = {}
    found: list[Reference] = []
    for read in walk_node(node):
        if read.path not in hinted:
            continue
        if read.path not in numbers:
            numbers[read.path] = _hinted_lines(hinted[read.path], read.section.document.starts)
        for directive in _interesting(read.section, numbers[read.path]):
            if directive.words[0].text in _BASES:
                bases[directive.value(0).decode()] = directive.value(1).decode(errors="replace")
            for keyword, index, path in _named(directive):
                if path and path[0] != "@" and "$" not in path:
                    word = directive.words[index]
                    place = Place(node.name, read.path, Span(word.start, word.end))
                    found.append(Reference(keyword, _absolute(keyword, path, bases), place))
    return tuple(found)


def _hinted(text: bytes) -> bool:
    return any(hint in text for hint in _HINTS)


def _hinted_lines(data: bytes, starts: list[int]) -> list[int]:
    """The indexes of the lines that have a hint, in order."""
    found = set()
    for hint in _HINTS:
        at = data.find(hint)
        while at >= 0:
            found.add(bisect_right(starts, at) - 1)
            at = data.find(hint, at + 1)
    return sorted(found)


def _interesting(section: Section, lines: list[int]) -> Iterator[Directive]:
    """The directives that may name a file; only their lines are cut into words."""
    first, last = bisect_left(lines, section.first), bisect_left(lines, section.last)
    for number in lines[first:last]:
        one = Section(section.document, b"", number, number + 1, section.conditions)
        yield from directives(one)


def _named(directive: Directive) -> Iterator[tuple[str, int, str]]:
    """What names a file, the index of the word, the path."""
    words = [value.decode(errors="replace") for value in directive.values]
    first = directive.words[0].text
    if first in _SECOND_WORD and len(words) > 1:
        yield words[0], 1, words[1]
    elif first == b"errorfile" and len(words) > 2:
        yield "errorfile", 2, words[2]
    elif first == b"external-check" and words[1:2] == ["command"] and len(words) > 2:
        yield "external-check", 2, words[2]
    else:
        yield from _options(words)


def _options(words: list[str]) -> Iterator[tuple[str, int, str]]:
    options = _OPTIONS if words[0] == "load" else _OPTIONS - _LOAD_ONLY
    if words[0] == "acl" or "{" in words:
        options |= {"-f"}
    for index, word in enumerate(words):
        previous = words[index - 1] if index else ""
        if previous in options:
            yield previous, index, word
        else:
            yield from (("map", index, path) for path in _MAP.findall(word))


def _absolute(keyword: str, path: str, bases: dict[str, str]) -> str:
    base = bases.get(_BASE_OF.get(keyword, ""), _WORKING_FOLDER)
    return join(_WORKING_FOLDER, base, path)
