# SPDX-License-Identifier: Apache-2.0
"""keepalived.conf is executable: keepalived refuses to read it."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.model.change import NewMode
from holdfast.model.place import Place
from holdfast.model.site import Site
from holdfast.text.span import Span

EXECUTE = 0o111


def check(site: Site) -> Iterator[Finding]:
    """Each file that keepalived reads and that anybody may execute."""
    for node in site.nodes:
        for path in node.keepalived.paths:
            file = node.files.get(path)
            if file is not None and file.mode & EXECUTE:
                yield Finding(
                    f"this file has mode {file.mode:o}: keepalived takes no configuration from an "
                    f"executable file, and stops; `chmod 644 {path}`",
                    Place(node.name, path, Span(0, 0)),
                    fix=Fix("safe", (NewMode(node.name, path, file.mode & ~EXECUTE),)),
                )
