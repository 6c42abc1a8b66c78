# SPDX-License-Identifier: Apache-2.0
"""Findings as the workflow commands by which GitHub Actions annotates a change.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Iterable, Iterator, Mapping

from holdfast.check.finding import Finding, Severity
from holdfast.model.site import LoadError
from holdfast.report.checked import Checked
from holdfast.report.real_path import real_path, relative

_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def findings_github(checked: Iterable[Checked], root: str) -> Iterator[str]:
    """A command a finding and a file that could not be read; paths are relative to `root`.

    What follows the message's `%0A` are the other places, a line each.
    """
    for one in checked:
        yield from (_finding(finding, one, root) for finding in one.findings)
        yield from (_error(error, root) for error in one.site.errors)


def _finding(finding: Finding, one: Checked, root: str) -> str:
    place = finding.place
    index = one.sources.index(place)
    start, end = index.characters(place.span.start), index.characters(place.span.end)
    where = {
        "file": relative(real_path(one.site, place), root),
        "line": str(start.line),
        "endLine": str(end.line),
        "col": str(start.column),
        # GitHub takes it on one line only.
        "endColumn": str(end.column) if start.line == end.line else "",
        "title": f"holdfast: {finding.rule}",
    }
    others = (
        f"{relative(real_path(one.site, also.place), root)}:"
        f"{one.sources.index(also.place).position(also.place.span.start).line}: {also.message}"
        for also in finding.also
    )
    return _command(_LEVELS[finding.severity], where, "\n".join((finding.message, *others)))


def _error(error: LoadError, root: str) -> str:
    where = {"file": relative(error.file, root), "title": "holdfast: not read"}
    return _command("error", where, error.message)


def _command(level: str, properties: Mapping[str, str], message: str) -> str:
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{level} {told}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
