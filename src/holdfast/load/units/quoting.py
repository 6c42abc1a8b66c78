# SPDX-License-Identifier: Apache-2.0
"""Words and assignments with systemd's quotes (systemd.syntax(7), "Quoting"; systemd.exec(5))."""

import re
from collections.abc import Iterator

from holdfast.text.pattern import pattern

_WORD = pattern(r"(?:\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?|\\.|[^\s\"'\\]|\\$)+", re.DOTALL)
_PIECE = pattern(
    r"\"((?:[^\"\\]|\\.)*)\"?|'((?:[^'\\]|\\.)*)'?|\\x([0-9A-Fa-f]{2})|\\(.)", re.DOTALL
)
_ESCAPE = pattern(r"\\x([0-9A-Fa-f]{2})|\\(.)", re.DOTALL)
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "s": " "}
_NAME = pattern(r"[A-Za-z_][A-Za-z0-9_]*")


def words(text: str) -> list[str]:
    """The words of a line, their quotes and backslashes taken away."""
    return [unquote(word) for word in _WORD.findall(text)]


def assignments(text: str) -> Iterator[tuple[str, str]]:
    """The `NAME=value` words of an `Environment=` line."""
    for word in words(text):
        name, equals, value = word.partition("=")
        if equals and _NAME.fullmatch(name):
            yield name, value


def environment_file(data: bytes) -> Iterator[tuple[str, str]]:
    """The `NAME=value` lines of an `EnvironmentFile=`; a backslash joins two lines."""
    for line in data.decode(errors="replace").replace("\\\n", "").split("\n"):
        name, equals, value = line.strip().partition("=")
        if equals and _NAME.fullmatch(name.strip()):
            yield name.strip(), unquote(value.strip())


def unquote(text: str) -> str:
    """The value of a word."""
    return _PIECE.sub(_piece, text)


def _piece(match: re.Match[str]) -> str:
    double, single, code, escaped = match.groups()
    quoted = double if double is not None else single
    if quoted is not None:
        return _ESCAPE.sub(lambda m: _escape(m[1], m[2]), quoted)
    return _escape(code, escaped)


def _escape(code: str | None, escaped: str) -> str:
    return chr(int(code, 16)) if code is not None else _ESCAPES.get(escaped, escaped)
