# SPDX-License-Identifier: Apache-2.0
"""A notify line keeps the node's state in a file under /tmp."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.written_files import meant_files, written_files
from holdfast.model.change import FileEdit
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.span import Span

OPEN_FOLDERS = ("/tmp/", "/var/tmp/", "/dev/shm/")
CLOSED = "/run/"


def check(site: Site) -> Iterator[Finding]:
    """A file in a folder where everyone may write, once per node and file."""
    for node in site.nodes:
        places: dict[str, dict[Place, None]] = {}
        meant: set[Place] = set()
        for notify in node.keepalived.notifies:
            meant |= {one.place for one in meant_files(notify.command)}
            for written in written_files(node, notify.command):
                if written.path.startswith(OPEN_FOLDERS):
                    places.setdefault(written.path, {})[written.place] = None
        for path, found in places.items():
            yield _finding(node, path, list(found), meant)


def _finding(node: Node, path: str, places: list[Place], meant: set[Place]) -> Finding:
    """`meant` are the places in lines that write nothing as long as no shell reads them."""
    safer = _closed(path)
    once = "once a shell runs this line, " if places[0] in meant else ""
    return Finding(
        f"{once}everyone on this node may create, read or replace {path} before keepalived does, "
        f"and then its state is what they wrote, or is not written at all; use {safer}, with a "
        "user who may write there",
        places[0],
        also=tuple(
            Also(place, f"{'is meant to write' if place in meant else 'writes'} {path} too")
            for place in places[1:]
        ),
        fix=_fix(node, path, safer, places),
    )


def _closed(path: str) -> str:
    folder = next(folder for folder in OPEN_FOLDERS if path.startswith(folder))
    return CLOSED + path.removeprefix(folder)


def _fix(node: Node, path: str, safer: str, places: list[Place]) -> Fix | None:
    """The other path in each place; none where a place has it twice, or in other words."""
    changes = []
    for place in places:
        span, data = place.span, node.files[place.path].data
        at = data.find(path.encode(), span.start, span.end)
        if data.count(path.encode(), span.start, span.end) != 1:
            return None
        edit = Edit(Span(at, at + len(path.encode())), safer.encode())
        changes.append(FileEdit(place.node, place.path, edit))
    return Fix("shown", tuple(changes))
