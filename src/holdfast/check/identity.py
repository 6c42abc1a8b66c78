# SPDX-License-Identifier: Apache-2.0
"""By what a finding is known again after its file was edited: no line number is in it."""

from collections import Counter
from collections.abc import Iterable
from posixpath import normpath

from msgspec import Struct

from holdfast.check.finding import Finding
from holdfast.model.place import Place
from holdfast.model.site import Site
from holdfast.text.line import line_end, line_start


class Identity(Struct, frozen=True, order=True):
    """The rule, the file, the line's text with its blanks made one, and which of several alike.

    `node` is empty for a file that was named on its own, and has the site's name before it where
    several sites were checked. `occurrence` counts from 1.
    """

    rule: str
    node: str
    file: str
    text: str
    occurrence: int


def identities(site: Site, findings: Iterable[Finding], label: str = "") -> list[Identity]:
    """The identity of each finding, in their order; `label` is the site's name among several."""
    seen: Counter[tuple[str, str, str, str]] = Counter()
    found = []
    for finding in findings:
        node, path, _ = finding.place
        shown = "/".join(filter(None, (label, node)))
        key = (finding.rule, shown, normpath(path), _line(site, finding.place))
        seen[key] += 1
        found.append(Identity(*key, seen[key]))
    return found


def _line(site: Site, place: Place) -> str:
    """The line in which a place begins, without the blanks that mean nothing."""
    file = next(
        n.files[place.path] for n in site.nodes if n.name == place.node and place.path in n.files
    )
    data, at = file.data, place.span.start
    text = data[line_start(data, at) : line_end(data, at)]
    return b" ".join(text.split()).decode("utf-8", "replace")
