# SPDX-License-Identifier: Apache-2.0
"""The text of a command as the file has it, between its double quotes."""

from holdfast.model.place import Place
from holdfast.model.script import Command
from holdfast.text.span import Span


def inner_text(command: Command) -> str:
    """The text without the double quotes around all of it."""
    return command.text[1:-1] if command.text[:1] == '"' else command.text


def place_in(command: Command, start: int, end: int) -> Place:
    """The place of some characters of the inner text.

    It is the command's own place where the file has them in other words: escaped, or behind a
    variable.
    """
    text, span = command.text, command.place.span
    if span.end - span.start != len(text.encode()) or "\\" in text:
        return command.place
    shift = 1 if text[:1] == '"' else 0
    at = span.start + len(text[: shift + start].encode())
    length = len(text[shift + start : shift + end].encode())
    return command.place._replace(span=Span(at, at + length))
