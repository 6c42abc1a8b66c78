# SPDX-License-Identifier: Apache-2.0
"""net.ipv4.ip_nonlocal_bind is set, net.ipv6.ip_nonlocal_bind is not, and an IPv6 VIP is bound."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.nonlocal_bind import Racing, key, only_ipv4, plain_races
from holdfast.model.change import FileEdit
from holdfast.model.kernel import Setting
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.span import Span

METHODS = ("nonlocal-bind", "transparent")


def check(site: Site) -> Iterator[Finding]:
    """Once a node, at the line that sets the one for IPv4, or at the bind where there is none."""
    for node in site.nodes:
        found = [(race, s) for race in plain_races(node) if (s := only_ipv4(node, race[2]))]
        if found:
            yield _finding(node, [race for race, _ in found], found[0][1])


def _finding(node: Node, races: list[Racing], setting: Setting) -> Finding:
    bind, _, vip = races[0]
    place = setting.place or bind.place
    return Finding(
        f"{key('ipv4')} covers IPv4 only: HAProxy cannot bind {bind.text} while this node does not "
        "own the VIP, exits with `cannot bind socket (Cannot assign requested address)`, and takes "
        f"every other listener with it; set {key('ipv6')} = 1 too",
        place,
        also=(
            *(Also(b.place, "cannot be bound without it") for b, _, _ in races if b.place != place),
            Also(vip.place, f"keepalived moves {vip.address} here"),
        ),
        methods=METHODS if node.name is not None else METHODS[1:],
        fix=_fix(node, setting),
    )


def _fix(node: Node, setting: Setting) -> Fix | None:
    """The other line below; none where a file says something else about that setting."""
    place = setting.place
    if place is None or key("ipv6") in node.sysctls.settings:
        return None
    line = f"\n{key('ipv6')} = 1".encode()
    edit = Edit(Span(place.span.end, place.span.end), line)
    return Fix("safe", (FileEdit(place.node, place.path, edit),))
