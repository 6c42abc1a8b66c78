# SPDX-License-Identifier: Apache-2.0
"""A certificate that HAProxy serves has expired, or will within a month."""

from collections.abc import Iterator
from datetime import date, timedelta

from holdfast.check.finding import Also, Finding
from holdfast.model.certificate import last_day
from holdfast.model.place import Place
from holdfast.model.proxy import Reference
from holdfast.model.site import File, Node, Site
from holdfast.text.span import Span

SOON = timedelta(days=30)
SERVED = "crt"


def check(site: Site) -> Iterator[Finding]:
    """Each certificate file behind a `crt`, once a node, where the caller gives the date."""
    for node in site.nodes if site.today is not None else ():
        said = set()
        for ref in node.named_files:
            for file in _certificates(node, ref):
                if file.path not in said and site.today is not None:
                    said.add(file.path)
                    yield from _finding(node, ref, file, site.today)


def _certificates(node: Node, ref: Reference) -> list[File]:
    """The file, or those of the folder."""
    if ref.keyword != SERVED:
        return []
    file = node.file(ref.path)
    if file is not None:
        return [file]
    inside = ref.path.rstrip("/") + "/"
    named = [path for path in (*node.files, *node.links) if path.startswith(inside)]
    return [file for path in named if (file := node.file(path)) is not None]


def _finding(node: Node, ref: Reference, file: File, today: date) -> Iterator[Finding]:
    last = last_day(file.data)
    if last is None or last > today + SOON:
        return
    also = (Also(Place(node.name, file.path, Span(0, 0)), "the certificate"),)
    if last < today:
        yield Finding(
            f"{file.path} expired on {last}: HAProxy starts and serves it all the same, and every "
            "client that looks at certificates turns away; renew it on every node",
            ref.place,
            also=also,
        )
    else:
        yield Finding(
            f"{file.path} expires on {last}, in {(last - today).days} days; renew it on every node",
            ref.place,
            also=also,
            severity="warning",
        )
