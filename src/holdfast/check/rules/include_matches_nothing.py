# SPDX-License-Identifier: Apache-2.0
"""An include whose wildcards match no file, although files are there."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.site import Site

MOST_NAMED = 3
"""Names of files to tell."""


def check(site: Site) -> Iterator[Finding]:
    """An empty folder is silent: that is what a conf.d is for. A missing file is an error."""
    for node in site.nodes:
        for found in node.keepalived.empty_includes:
            others = [name for name in found.others if name[0] != "."]
            if others:
                names = ", ".join(others[:MOST_NAMED])
                more = " and others" if len(others) > MOST_NAMED else ""
                yield Finding(
                    f"{found.pattern} matches no file, and keepalived says nothing about it; "
                    f"beside it there are {names}{more}: mend the pattern, or the names",
                    found.place,
                )
