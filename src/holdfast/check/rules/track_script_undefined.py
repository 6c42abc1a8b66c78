# SPDX-License-Identifier: Apache-2.0
"""An entry of a `track_…` block names what is not defined above it."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.untracked import all_read, defined, undefined, untracked
from holdfast.model.change import FileEdit
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Tracker, TrackerKind
from holdfast.text.edit import Edit
from holdfast.text.similar import similar
from holdfast.text.span import Span

BLOCKS: dict[TrackerKind, str] = {
    "script": "vrrp_script",
    "process": "vrrp_track_process",
    "file": "track_file",
    "bfd": "bfd_instance",
}


def check(site: Site) -> Iterator[Finding]:
    """Each such entry, with the name that may be meant; what an include lacks may define it."""
    for node in site.nodes:
        for tracker in undefined(node) if all_read(site, node) else ():
            if node.name is not None or not _half_read(node, tracker):
                yield _finding(node, tracker)


def _half_read(node: Node, tracker: Tracker) -> bool:
    """Whether the block is there and its lines hang on a name that files alone do not have
    (`@lb1 script …`)."""
    return any(s.name == tracker.name and not s.command for s in node.keepalived.scripts)


def _finding(node: Node, tracker: Tracker) -> Finding:
    names = defined(node, tracker.kind)
    block = BLOCKS.get(tracker.kind, tracker.kind)
    lost = f"keepalived drops {tracker.name}, and nothing checks instead: no {block} of that name"
    if tracker.name in names:
        return Finding(
            f"{lost} stands above it, though one stands below; move that block up",
            tracker.place,
            also=_defined_at(node, tracker.kind, tracker.name),
        )
    meant = _meant(node, tracker, names)
    remedy = f"did you mean {meant}?" if meant else f"add the {block}, or take the entry out"
    return Finding(
        f"{lost} is defined; {remedy}",
        tracker.place,
        also=_defined_at(node, tracker.kind, meant) if meant else (),
        fix=_fix(node, tracker, meant) if meant else None,
    )


def _meant(node: Node, tracker: Tracker, names: list[str]) -> str | None:
    """The one that nothing tracks, where it is the only one; else one with a similar name."""
    idle = [script.name for script in untracked(node)] if tracker.kind == "script" else []
    return idle[0] if len(idle) == 1 else similar(tracker.name, names)


def _defined_at(node: Node, kind: TrackerKind, name: str) -> tuple[Also, ...]:
    config = node.keepalived
    found = config.script(name) if kind == "script" else config.track_object(kind, name)
    return (Also(found.place, f"{name} is defined here"),) if found is not None else ()


def _fix(node: Node, tracker: Tracker, meant: str) -> Fix | None:
    """The name that is meant; none where the file has the entry in other words."""
    place: Place = tracker.place
    name = tracker.name.encode()
    end = place.span.start + len(name)
    if node.files[place.path].data[place.span.start : end] != name:
        return None
    edit = Edit(Span(place.span.start, end), meant.encode())
    return Fix("unsafe", (FileEdit(place.node, place.path, edit),))
