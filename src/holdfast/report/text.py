# SPDX-License-Identifier: Apache-2.0
"""Findings as lines of text, with the source line and a caret."""

from collections.abc import Callable, Iterable, Iterator

from holdfast.check.finding import Also, Finding, Severity
from holdfast.model.change import Change, FileEdit, NewFile
from holdfast.model.place import Place
from holdfast.model.site import Site
from holdfast.text.printable import printable
from holdfast.text.span import LineIndex, Span

Paint = Callable[[str, Severity | str], str]


def plain(text: str, _role: str) -> str:
    """No colours."""
    return text


class Sources:
    """The lines that places speak of, from the files of a site.

    `label` is the site's name where several are reported: it then stands before the node's.
    """

    def __init__(self, site: Site, label: str = "") -> None:
        self.site = site
        self._label = label
        self._files = {
            (node.name, path): f for node in site.nodes for path, f in node.files.items()
        }
        self._indexes: dict[tuple[str | None, str], LineIndex] = {}

    def index(self, place: Place) -> LineIndex:
        """The line index of a place's file."""
        key = (place.node, place.path)
        if key not in self._indexes:
            self._indexes[key] = LineIndex(self._files[key].data)
        return self._indexes[key]

    def node(self, place: Place | Change) -> str | None:
        """The name of a place's or a change's node among all that are reported."""
        if not self._label:
            return place.node
        return f"{self._label}/{place.node}" if place.node else self._label


def findings_text(
    findings: Iterable[Finding], sources: Sources, paint: Paint = plain
) -> Iterator[str]:
    """Each finding as `node: file:line:column: severity: message [rule]`, the source line, a
    caret, the other places, and what mends it."""
    for finding in findings:
        yield headline(finding, sources, paint)
        yield from _excerpt(finding.place, sources)
        for also in finding.also:
            yield also_line(also, sources)
        yield from _mending(finding, sources)


def _mending(finding: Finding, sources: Sources) -> Iterator[str]:
    """The command that mends it; a fix that is never applied stands there itself."""
    if finding.methods:
        yield f"    mend: holdfast fix --method {'|'.join(finding.methods)}"
    elif finding.fix is not None and finding.fix.safety == "shown":
        yield f"    mend by hand, see `holdfast explain {finding.rule}`:"
        yield from (f"        {_shown(change, sources)}" for change in finding.fix.changes)
    elif finding.fix is not None:
        unsafe = " --unsafe" if finding.fix.safety == "unsafe" else ""
        yield f"    mend: holdfast fix{unsafe} --select {finding.rule}"


def _shown(change: Change, sources: Sources) -> str:
    """A change in words; of a new file only that it is to be there."""
    if not isinstance(change, FileEdit):
        what = "a new file" if isinstance(change, NewFile) else f"mode {change.mode:o}"
        return f"{_file(Place(change.node, change.path, Span(0, 0)), sources)}: {what}"
    place = Place(change.node, change.path, change.edit.span)
    index = sources.index(place)
    old = _text(index.text(place.span))
    new = _text(change.edit.text)
    line = index.position(place.span.start).line
    return f"{_file(place, sources)}:{line}: write {_quoted(new)} for {_quoted(old)}"


def _quoted(text: str) -> str:
    return f"`{text}`" if text and "\n" not in text else repr(text)


def headline(finding: Finding, sources: Sources, paint: Paint = plain) -> str:
    """The first line of a finding."""
    at = sources.index(finding.place).position(finding.place.span.start)
    where = f"{_file(finding.place, sources)}:{at.line}:{at.column}"
    severity = paint(finding.severity, finding.severity)
    message = printable(finding.message)
    return f"{paint(where, 'place')}: {severity}: {message} [{finding.rule}]"


def also_line(also: Also, sources: Sources) -> str:
    """The line about another place of a finding."""
    at = sources.index(also.place).position(also.place.span.start)
    return f"    also {_file(also.place, sources)}:{at.line}: {printable(also.message)}"


def _file(place: Place, sources: Sources) -> str:
    node = sources.node(place)
    return printable(f"{node}: {place.path}" if node else place.path)


def _text(data: bytes) -> str:
    """What a file has there, only shown: a terminal would obey some of it."""
    return printable(data.decode("utf-8", "replace"))


def _excerpt(place: Place, sources: Sources) -> Iterator[str]:
    """The source line and a caret under the place; the caret's line keeps the line's tabs."""
    index = sources.index(place)
    start, end = index.position(place.span.start), index.position(place.span.end)
    line = index.line(start.line)
    if not line.strip():
        return
    last = end.column - 1 if end.line == start.line else len(line)
    before, marked = line[: start.column - 1], line[start.column - 1 : last]
    margin = f"{start.line:5} | "
    blanks = "".join(c if c == "\t" else " " for c in _text(before))
    width = max(1, len(_text(marked).rstrip()))
    yield margin + _text(line)
    yield " " * (len(margin) - 2) + "| " + blanks + "^" * width
