# SPDX-License-Identifier: Apache-2.0
"""Files that haproxy.cfg names, read when somebody asks (manual 3.1, 4.2, 5.1, 5.2, 7.1.1)."""

from collections.abc import Iterator
from posixpath import join

from holdfast.load.haproxy.hinted import hinted_directives
from holdfast.model.place import Place
from holdfast.model.proxy import Reference
from holdfast.model.site import Node
from holdfast.syntax.haproxy import Directive
from holdfast.text.pattern import pattern
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
_HINTS = (*b"crt file map load -base external-check config".split(), b" -f", b"\t-f")
"""What a line with a file's name has in it; most files of many lines have none of these."""

_MAP = pattern(r"map(?:_[a-z0-9_]+)?\(([^,)]+)")


def references(node: Node) -> tuple[Reference, ...]:
    """The files a node's haproxy.cfg names, in file order, relative ones made absolute.

    What begins with `@` or has a variable names no file. A `crt` may be a folder.
    """
    bases: dict[str, str] = {}
    found: list[Reference] = []
    for read, directive in hinted_directives(node, _HINTS):
        if directive.words[0].text in _BASES:
            bases[directive.value(0).decode()] = directive.value(1).decode(errors="replace")
        for keyword, index, path in _named(directive):
            if path and path[0] != "@" and "$" not in path:
                word = directive.words[index]
                place = Place(node.name, read.path, Span(word.start, word.end))
                found.append(Reference(keyword, _absolute(keyword, path, bases), place))
    return tuple(found)


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
