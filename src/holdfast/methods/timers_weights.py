# SPDX-License-Identifier: Apache-2.0
"""Weights of trackers where priorities stand near their top.

A positive weight would be cut off there, and means the same as a negative one of that size: the
difference between well and ill. A tracker of HAProxy's own is better without any: a FAULT sends
priority 0, while an owner of a lower priority goes on advertising, and is not listened to.
"""

import re
from collections.abc import Iterator

from holdfast.methods.keepalived_block import inner
from holdfast.methods.notify_block import statement_at
from holdfast.model.change import FileEdit
from holdfast.model.place import Place
from holdfast.model.priority import weight
from holdfast.model.proof import PROCESS, proof
from holdfast.model.site import Node
from holdfast.model.vrrp import Tracker, VrrpInstance
from holdfast.model.watching import watches_haproxy
from holdfast.text.edit import Edit
from holdfast.text.line import line_end
from holdfast.text.span import Span

_REASONS = {
    True: b"  # a failure is a FAULT: priority 0, which the other follows at once",
    False: b"  # the same difference, and never cut off at 254",
}
_WEIGHT = re.compile(rb"weight[ \t]+\"?([-+]?[0-9]+)")


def weights(node: Node, instance: VrrpInstance) -> Iterator[FileEdit | None]:
    """The numbers to be changed; None for one that stands in a definition or a sequence."""
    for tracker in node.keepalived.trackers(instance):
        own = weight(node.keepalived, tracker)
        wanted = _wanted(node, tracker, own)
        if wanted != own:
            yield _number(node, tracker, wanted)


def without_weight(node: Node, tracker: Tracker) -> FileEdit | None:
    """Let the failure of a check be a FAULT; None for one that says anything else than whether
    HAProxy runs here, and for a weight that stands in a definition or a sequence."""
    if tracker.reverse or tracker.kind == "file" or not _sees_haproxy(node, tracker):
        return None
    return _number(node, tracker, 0)


def _wanted(node: Node, tracker: Tracker, own: int) -> int:
    if own == 0 or tracker.kind == "file" or tracker.reverse:
        return own
    return 0 if _sees_haproxy(node, tracker) else -abs(own)


def _sees_haproxy(node: Node, tracker: Tracker) -> bool:
    """Whether it surely succeeds while HAProxy runs, on a node without the VIP too, and then only.

    One that asks the VIP would put every node that does not own it into FAULT.
    """
    if watches_haproxy(node, tracker) != "yes":
        return False
    script = node.keepalived.script(tracker.name) if tracker.kind == "script" else None
    says = PROCESS if script is None or script.command is None else proof(node, script.command)
    return (says.running, says.dead) == ("succeeds", "fails")


def _number(node: Node, tracker: Tracker, wanted: int) -> FileEdit | None:
    place = tracker.place if tracker.weight is not None else _defined(node, tracker)
    if place is None:
        return None
    start, end = place.span
    found = _WEIGHT.search(node.files[place.path].data, start, end)
    if found is None:
        return None
    span = Span(*found.span(1))
    told = _REASONS[wanted == 0] if _is_last(node, place, span) else b""
    return FileEdit(node.name, place.path, Edit(span, b"%d%s" % (wanted, told)))


def _is_last(node: Node, place: Place, span: Span) -> bool:
    """Whether nothing follows on its line that a comment would swallow."""
    data = node.files[place.path].data
    return not data[span.end : line_end(data, span.end)].strip()


def _defined(node: Node, tracker: Tracker) -> Place | None:
    """Where the weight of what it tracks stands."""
    config = node.keepalived
    script = config.script(tracker.name) if tracker.kind == "script" else None
    known = script or config.track_object(tracker.kind, tracker.name)
    block = (
        statement_at(node.files[known.place.path].data, known.place) if known is not None else None
    )
    found = inner(block, "weight") if block is not None else None
    if known is None or found is None:
        return None
    span = Span(found.words[0].start, found.words[-1].end)
    return Place(node.name, known.place.path, span)
