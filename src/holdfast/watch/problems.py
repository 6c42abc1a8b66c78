# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a site as it runs: a sentence each, the worst first."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from holdfast.model.look import Look, Unread
from holdfast.model.relay import BEAT_BACKEND
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import DEFAULT_INTERFACE
from holdfast.watch.drift import Drift
from holdfast.watch.expected import Expected
from holdfast.watch.state import NodeState, SiteState, VipState, deaf, owns


class Problem(Struct, frozen=True):
    """`node` is None for what concerns several; `unread` says that something is not known."""

    node: str | None
    says: str
    unread: bool = False


def problems(site: Site, known: Mapping[str, Expected], state: SiteState) -> tuple[Problem, ...]:
    """All of them."""
    nodes = {node.name or "": node for node in site.nodes}
    found = [*_of_vips(state)]
    for one in state.nodes:
        found += _of_node(nodes[one.name], known[one.name], one)
    return tuple(found)


def _of_vips(state: SiteState) -> Iterator[Problem]:
    for vip in state.vips:
        if vip.owned is False:
            yield Problem(None, _owners(vip))
        elif vip.owned is None and not vip.owners:
            others = " or ".join(vip.unread)
            yield Problem(None, f"{vip.vip}: nobody owns it, unless it is {others}", unread=True)


def _owners(vip: VipState) -> str:
    if not vip.owners:
        return f"{vip.vip}: nobody owns it"
    return f"{vip.vip}: {len(vip.owners)} nodes own it: {', '.join(vip.owners)}"


def _of_node(node: Node, known: Expected, state: NodeState) -> Iterator[Problem]:
    name = state.name
    look = state.look
    if isinstance(look, Unread):
        yield Problem(name, look.why, unread=True)
        return
    for says in (
        *_haproxy(known, look),
        *_keepalived(node, look),
        *_relay(known, look),
    ):
        yield Problem(name, says)
    for drift in state.drift:
        yield Problem(name, _drift(drift), unread=drift.how == "unreadable")


def _haproxy(known: Expected, look: Look) -> Iterator[str]:
    if not look.haproxy.running:
        tries = f", started again {_times(look.haproxy.restarts)}" if look.haproxy.restarts else ""
        state = f"{look.haproxy.active or 'no such unit'}{tries}"
        yield f"HAProxy does not run ({state}): journalctl -u haproxy there says why"
        return
    for answer in look.answers:
        if not answer.version:
            yield (
                f"HAProxy does not answer on {answer.socket}: it hangs, or may not be asked "
                "(--become)"
            )
        for frontend in answer.stopped:
            yield f"frontend {frontend} takes no connections"
        for backend in answer.down:
            if backend != BEAT_BACKEND:  # the relay tells of its peers
                yield f"backend {backend} has no server left"
    missing = ", ".join(f"{_host(str(vip))}:{port}" for vip, port in deaf(known, look))
    if missing:
        yield f"nothing listens on {missing}"


def _keepalived(node: Node, look: Look) -> Iterator[str]:
    stated = node.keepalived.instances
    if not look.keepalived.running:
        if stated:
            state = look.keepalived.active or "no such unit"
            yield f"keepalived does not run ({state}): journalctl -u keepalived there says why"
        return
    for instance in stated:
        seen = (look.instances or {}).get(instance.name)
        if seen is None:
            if look.dumped:
                yield f"keepalived does not know {instance.name}: reload it"
        elif seen.state == "FAULT":
            yield f"{instance.name} is in FAULT: a check of it fails, or an interface is down"
        elif seen.state == "MASTER":
            for vip in instance.vips:
                if not owns(look, instance, vip.address):
                    wire = instance.wire(vip) or DEFAULT_INTERFACE
                    yield f"{instance.name} is MASTER and {vip.address} is not on {wire}"


def _relay(known: Expected, look: Look) -> Iterator[str]:
    if not known.relay:
        return
    if look.relay is None:
        yield "the relay's tables are not loaded: systemctl restart holdfast-relay"
        return
    for heartbeat, peer in known.peers.items():
        if heartbeat not in look.relay.hears:
            yield f"the relay hears no heartbeat of HAProxy on {peer} ({heartbeat[0]})"


_HOW = {
    "differs": "is not as in the site",
    "missing": "is in the site and not here",
    "extra": "is here and not in the site",
    "unreadable": "cannot be read: look as root (--become)",
}


def _drift(drift: Drift) -> str:
    return f"{drift.path} {_HOW[drift.how]}"


def _host(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
