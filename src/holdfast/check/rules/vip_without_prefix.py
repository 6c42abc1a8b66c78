# SPDX-License-Identifier: Apache-2.0
"""A VIP without a prefix: keepalived takes /32, or /128."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.model.address import host_prefix
from holdfast.model.change import FileEdit
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Vip
from holdfast.text.edit import Edit
from holdfast.text.span import Span


def check(site: Site) -> Iterator[Finding]:
    """Each entry without a prefix."""
    for node, instance in site.instances:
        for vip in instance.vips:
            if vip.prefix is None:
                bits = host_prefix(vip.address)
                yield Finding(
                    f"{vip.address} has no prefix, and keepalived takes /{bits}, not that of its "
                    f"network; write /{bits} if that is what you want",
                    vip.place,
                    fix=_fix(node, vip, bits),
                )


def _fix(node: Node, vip: Vip, bits: int) -> Fix | None:
    """Say what keepalived takes; none where the first word is not the bare address."""
    place = vip.place
    text = node.files[place.path].data[place.span.start : place.span.end]
    word = text.split(None, 1)[0] if text.strip() else b""
    if word.decode("latin-1") != str(vip.address):
        return None
    at = place.span.start + text.index(word) + len(word)
    return Fix("safe", (FileEdit(place.node, place.path, Edit(Span(at, at), b"/%d" % bits)),))
