# SPDX-License-Identifier: Apache-2.0
"""Lines put into keepalived.conf, and taken out of it, as changes."""

from collections.abc import Iterable

from holdfast.methods.file_end import in_style_of
from holdfast.model.change import FileEdit
from holdfast.model.place import Place
from holdfast.model.script import Notify
from holdfast.model.site import Node
from holdfast.model.vrrp import VrrpInstance
from holdfast.text.edit import Edit
from holdfast.text.line import line_end, line_start, whole_lines
from holdfast.text.span import Span


def at_head(node: Node, block: Place, lines: Iterable[str]) -> FileEdit | None:
    """Lines behind the opening brace of a block; None where something stands before that."""
    data, end = node.files[block.path].data, block.span.end
    brace = data.find(b"{", end)
    if brace < 0 or data[end:brace].strip():
        return None
    text = "".join(f"\n    {line}" for line in lines)
    rest = data[brace + 1 : line_end(data, brace + 1)].strip()
    if rest[:1] not in (b"", b"#", b"!"):
        text += "\n"  # or what stands behind the brace would be words of the last line
    return FileEdit(
        block.node, block.path, Edit(Span(brace + 1, brace + 1), in_style_of(data, text))
    )


def into_globals(node: Node, lines: Iterable[str]) -> FileEdit | None:
    """Lines at the head of global_defs, or a new global_defs at the head of the first file."""
    stated = node.keepalived.globals
    if stated.place is not None:
        return at_head(node, stated.place, lines)
    first = node.keepalived.paths[0]
    text = in_style_of(node.files[first].data, f"{global_defs(lines)}\n")
    return FileEdit(node.name, first, Edit(Span(0, 0), text))


def global_defs(lines: Iterable[str]) -> str:
    """A block with these statements."""
    return "".join(["global_defs {\n", *(f"    {line}\n" for line in lines), "}\n"])


def notify_line(node: Node, notify: Notify) -> Place | None:
    """The statement of a notify line of an instance, where it has its line for itself."""
    for instance in node.keepalived.instances:
        place = instance.settings.get(notify.event)
        if notify in instance.notifies and place is not None and _alone(node, place):
            words = node.files[place.path].data[place.span.start : place.span.end].split()
            return place if words[:1] == [notify.event.encode()] else None
    return None


def without_line(node: Node, place: Place) -> FileEdit:
    """The line of a statement that has it for itself, taken out."""
    line = whole_lines(node.files[place.path].data, place.span)
    return FileEdit(place.node, place.path, Edit(line, b""))


def before_first(node: Node, instance: VrrpInstance, lines: Iterable[str]) -> FileEdit | None:
    """Lines before the first statement of an instance, indented as that one is."""
    own = [p for p in instance.settings.values() if p.path == instance.place.path]
    first = min((p for p in own if p.span.start > instance.place.span.end), default=None)
    if first is None:
        return None
    start, data = first.span.start, node.files[first.path].data
    indent = data[line_start(data, start) : start].decode()
    if indent.strip():
        return None
    text = in_style_of(data, "".join(f"{line}\n{indent}" for line in lines))
    return FileEdit(first.node, first.path, Edit(Span(start, start), text))


def _alone(node: Node, place: Place) -> bool:
    data = node.files[place.path].data
    start, end = place.span
    rest = data[end : line_end(data, end)].strip()
    return not data[line_start(data, start) : start].strip() and rest[:1] in (b"", b"#", b"!")
