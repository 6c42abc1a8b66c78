# SPDX-License-Identifier: Apache-2.0
"""The whole lab of a site."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_interface

from msgspec import Struct

from holdfast.drill.stage.addresses import Plan, plan, stated_addresses
from holdfast.drill.stage.backends import backends
from holdfast.drill.stage.certificates import stand_ins
from holdfast.drill.stage.possible import require_possible
from holdfast.drill.stage.segments import Segment, segments, with_way_to
from holdfast.drill.stage.targets import targets, watched
from holdfast.drill.stage.units import left_out, units
from holdfast.drill.timeline import Watched
from holdfast.lab.spec import Client, Interface, LabSpec, NodeFile, Route, Stanza, World
from holdfast.lab.spec import Node as LabNode
from holdfast.lab.traffic import Target
from holdfast.load.secrets import secrets
from holdfast.load.tree import all_files
from holdfast.model.group import groups
from holdfast.model.interface import Interface as ModelInterface
from holdfast.model.site import File, Node, Site
from holdfast.model.unit import HAPROXY, KEEPALIVED
from holdfast.model.vrrp import DEFAULT_INTERFACE

Wire = tuple[Segment, Plan]

__all__ = ["HAPROXY", "KEEPALIVED", "Stage", "stage"]


class Stage(Struct, frozen=True):
    """A lab's values, what the client asks, whose VIPs are watched.

    `cards` has the interface on which each node advertises for the first VIP. `members` are all
    instances, by node and name, `returning` the VIPs that go back to their first owner when it is
    there again. `substitutions` is what was chosen for the site, `beyond` what no lab can do.
    `secrets` are the words that no report may repeat.
    """

    spec: LabSpec
    targets: tuple[Target, ...]
    watched: tuple[Watched, ...]
    cards: dict[str, str]
    members: tuple[tuple[str, str], ...]
    returning: frozenset[str]
    substitutions: tuple[str, ...]
    beyond: tuple[str, ...]
    secrets: frozenset[str]


def stage(site: Site) -> Stage:
    """The lab that a site's files describe. Raises LabError where none can be built of them."""
    require_possible(site)
    own = stated_addresses(site) | {vip for group in groups(site) for vip in group.vips}
    world = backends(site, own)
    away = {ip_address(backend.address) for backend in world.backends}
    taken = own | away
    wires = [(s, plan(site, s, taken)) for s in with_way_to(segments(site), away)]
    certificates = stand_ins(site)
    spec = LabSpec(
        nodes=tuple(
            _node(n, number, wires, certificates.files.get(n.name or "", {}))
            for number, n in enumerate(site.nodes, 1)
        ),
        segments=tuple(segment.name for segment, _ in wires),
        client=Client(tuple(Interface(s.name, s.name, p.client) for s, p in wires)),
        world=World(
            tuple(Interface(s.name, s.name, p.gateway) for s, p in wires), backends=world.backends
        ),
        hosts=world.hosts,
    )
    told = (
        *(f"address chosen, no file states it: {own}" for _, p in wires for own in p.chosen),
        *(f"name answered from /etc/hosts: {name} is {address}" for name, address in world.hosts),
        *certificates.told,
        *_priorities(site),
        *(f"{n.name}: the lab does not start {unit}" for n in site.nodes for unit in left_out(n)),
    )
    return Stage(
        spec=spec,
        targets=targets(site, [segment for segment, _ in wires]),
        watched=watched(site, [segment for segment, _ in wires]),
        cards=_cards(site),
        members=tuple((n.name or "", i.name) for n, i in site.instances),
        returning=frozenset(_returning(site)),
        substitutions=told,
        beyond=tuple(_beyond(site)),
        secrets=secrets(site),
    )


def _cards(site: Site) -> dict[str, str]:
    first = next(iter(groups(site)), None)
    members = first.members if first else ()
    return {node.name or "": own.interface or DEFAULT_INTERFACE for node, own in members}


def _returning(site: Site) -> Iterator[str]:
    """The VIPs of groups in which every member preempts."""
    for group in groups(site):
        if not any(instance.nopreempt for _, instance in group.members):
            yield from (str(vip) for vip in group.vips)


def _beyond(site: Site) -> Iterator[str]:
    """keepalived hears of processes through a connector that only the host's own namespace has."""
    for node, instance in site.instances:
        for tracker in node.keepalived.trackers(instance):
            if tracker.kind == "process":
                yield (
                    f"{node.name}: {instance.name} tracks the process {tracker.name}, and a "
                    "namespace has no process events: no lab can show what keepalived would do"
                )


def _priorities(site: Site) -> Iterator[str]:
    """A process in a user namespace may neither raise its priority nor lock its memory."""
    stated = [node.keepalived.globals for node in site.nodes]
    if any(s.realtime or s.niceness < 0 or "vrrp_no_swap" in s.settings for s in stated):
        yield "keepalived runs with the usual priority, and its memory is not locked"


def _node(node: Node, number: int, wires: list[Wire], extra: dict[str, NodeFile]) -> LabNode:
    """Link-local addresses are made of MACs: they, too, are in the order of the nodes."""
    name = node.name or ""
    ports = [
        (interface, segment.name, addresses)
        for segment, given in wires
        for (owner, interface), addresses in given.ports.items()
        if owner == name
    ]
    cards = tuple(
        Interface(*port, mac=f"02:68:00:{number:02x}:00:{card:02x}")
        for card, port in enumerate(ports)
    )
    wired = {card.name for card in cards}
    return LabNode(
        name=name,
        files={path: NodeFile(f.data, f.mode) for path, f in _files(node).items()} | extra,
        interfaces=cards,
        routes=tuple(_default_routes(name, wires)),
        sysctls=tuple((key, setting.value) for key, setting in node.sysctls.settings.items()),
        stanzas=tuple(_stanza(i) for i in node.interfaces if i.place and i.name not in wired),
        units=tuple(units(node)),
    )


def _files(node: Node) -> dict[str, File]:
    """Everything below the node's folder; of this host only what was read."""
    below = {} if node.live else all_files(node.source)
    return {**below, **node.files}


def _default_routes(node: str, wires: list[Wire]) -> Iterator[Route]:
    """One default route per family, through the node's first segment that has the family."""
    seen: set[int] = set()
    for _, given in wires:
        for gateway in given.gateway if any(node == owner for owner, _ in given.ports) else ():
            address = ip_interface(gateway).ip
            if address.version not in seen:
                seen.add(address.version)
                yield Route("default", via=str(address))


def _stanza(interface: ModelInterface) -> Stanza:
    def hooks(*phases: str) -> tuple[str, ...]:
        return tuple(hook.command for hook in interface.hooks if hook.phase in phases)

    made = not interface.hooks and interface.kind in ("dummy", "bridge")
    return Stanza(
        name=interface.name,
        kind=interface.kind or "" if made else "",
        addresses=tuple(f"{own.address}/{own.prefix}" for own in interface.addresses),
        pre_up=hooks("pre-up"),
        up=hooks("up", "post-up"),
    )
