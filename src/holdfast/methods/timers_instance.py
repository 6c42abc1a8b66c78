# SPDX-License-Identifier: Apache-2.0
"""The statements that timers gives an instance, each with its reason behind it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from holdfast.methods.keepalived_block import dropped, put
from holdfast.model.address import Address
from holdfast.model.change import FileEdit
from holdfast.model.fail_over import VERSION, Timers
from holdfast.model.site import Node
from holdfast.model.vrrp import VrrpInstance
from holdfast.render.timers import ANSWERS, DOWN

_VERSION = f"{VERSION}  # version 2 knows whole seconds only; this one has no password"
_PRIORITY = "{}  # the nearer to 255, the sooner a priority 0 is followed: the skew"
_ADVERT = "{}  # short, so that many have to be lost in a row"
_MISSED = "{}  # of silence before a backup takes over; the same on every node"
_GARP_DELAY = "1  # announce it again after a second: a switch may have lost the first"
_GARP_REFRESH = "60  # and every minute: whoever missed all of them finds the owner again"
_HEARD = "true  # of two owners the better hears the other, and announces itself"
_ONLY_PEERS = "check_unicast_src  # version 3 knows no password: listen to the peers alone"
_FROM = "unicast_src_ip {}  # the address from which the peers expect it"
_HOPS = "unicast_ttl 255  # over IPv6 keepalived leaves it to the kernel, whose own is 64"
_TO = "unicast_peer {  # a TTL below 255 has passed a router: nobody behind one is a peer"
_TRACKED = (
    ("track_file", DOWN, "a HAProxy that does not listen gives the VIP away"),
    ("track_script", ANSWERS, "and so does one that hangs"),
)


class Ends(NamedTuple):
    """Where an instance sends from, and to."""

    own: Address
    peers: tuple[Address, ...]


def statements(
    node: Node,
    instance: VrrpInstance,
    timers: Timers,
    rank: int,
    ends: Ends | None,
    *,
    served: bool,
) -> tuple[FileEdit, ...] | None:
    """What makes the instance the one of that rank; None where a definition or a sequence made it.

    `ends` are None where they are not known or unicast is no way. HAProxy's health is tracked where
    it serves the VIPs.
    """
    wanted = dict(_wanted(instance, timers, rank))
    lines = [*_unicast(instance, ends), *(_tracking(node, instance) if served else ())]
    if not wanted and not lines and instance.auth_type is None:
        return ()
    edits = put(node, instance.place, wanted, lines)
    if edits is None:
        return None
    return (*edits, *dropped(node, instance.place, "authentication"))


def _wanted(instance: VrrpInstance, timers: Timers, rank: int) -> Iterator[tuple[str, str]]:
    if instance.version != VERSION:
        yield "version", _VERSION
    if instance.priority != timers.priorities[rank]:
        yield "priority", _PRIORITY.format(timers.priorities[rank])
    if round(instance.advert_int * 1000) != timers.advert_ms:
        yield "advert_int", _ADVERT.format(f"{timers.advert_ms / 1000:g}")
    if instance.adverts_missed != timers.missed:
        yield "down_timer_adverts", _MISSED.format(timers.missed)
    yield from _announcing(instance)


def _announcing(instance: VrrpInstance) -> Iterator[tuple[str, str]]:
    """Only over what is usual: whoever has stated another number means it."""
    usual: Mapping[str, tuple[int, int, str]] = {
        "garp_master_delay": (instance.garp.delay, 5, _GARP_DELAY),
        "garp_master_refresh": (instance.garp.refresh, 0, _GARP_REFRESH),
    }
    for keyword, (value, default, wanted) in usual.items():
        if value == default and keyword not in instance.settings:
            yield keyword, wanted
    if "higher_prio_send_advert" not in instance.settings:
        yield "higher_prio_send_advert", _HEARD


def _unicast(instance: VrrpInstance, ends: Ends | None) -> Iterator[str]:
    """A sender on the same network has a TTL of 255; routers take one off (RFC 9568, 5.1.1.3)."""
    if "check_unicast_src" not in instance.settings and (instance.unicast_peers or ends):
        yield _ONLY_PEERS
    if _is_deaf(instance, ends):
        yield _HOPS
    if ends is not None and not instance.unicast_peers:
        own, peers = ends
        yield _FROM.format(own)
        yield _TO
        yield from (f"    {peer} min_ttl 255 max_ttl 255" for peer in peers)
        yield "}"


def _is_deaf(instance: VrrpInstance, ends: Ends | None) -> bool:
    """Whether peers that want a TTL of 255 would not hear it: over IPv4 keepalived sets it by
    itself (2.2.7, vrrp_complete_instance in vrrp.c)."""
    unicast = bool(instance.unicast_peers) or ends is not None
    return unicast and instance.family == "ipv6" and "unicast_ttl" not in instance.settings


def _tracking(node: Node, instance: VrrpInstance) -> Iterator[str]:
    tracked = {tracker.name for tracker in node.keepalived.trackers(instance)}
    for keyword, name, reason in _TRACKED:
        if name not in tracked:
            yield from (f"{keyword} {{", f"    {name}  # {reason}", "}")
