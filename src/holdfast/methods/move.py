# SPDX-License-Identifier: Apache-2.0
"""A planned move of VIPs to other nodes, as steps: elected by keepalived itself, drained after it.

The new owner comes to outrank the old one by a reload, and takes the VIPs as it would after the
loss of a better node: it adds the addresses, and its first advertisement makes the old owner take
its own away. So there is no moment without an owner, and until the new one has taken over nothing
has changed on the old one: docs/decisions/0008-move.md.
"""

from collections.abc import Iterator

from msgspec import Struct

from holdfast.methods.health_gates import has_relay, hearing, owned, serves
from holdfast.methods.method import Refused
from holdfast.methods.move_ranks import Owners, electing, placing, rests
from holdfast.model.site import Site
from holdfast.model.steps import Act, Drained, Step, UnitJob, WriteFile
from holdfast.model.unit import KEEPALIVED


class Move(Struct, frozen=True):
    """`after` are the nodes' files once all steps are done: those of the site where the VIPs stay
    with their new owners by themselves, else with the priorities that keep them there.

    `relayed` says that no connection breaks: every node has the relay.
    """

    steps: tuple[Step, ...]
    after: Site
    relayed: bool


def move(site: Site, present: Site, to: Owners, drained_ms: float) -> Move | Refused:
    """What moves the VIPs of each group to a node, from whichever node owns them.

    `site` is as its files are meant, `present` as the nodes have them: an earlier move may have
    left its priorities there. With the relay the nodes that may have owned them are given
    `drained_ms` to end their connections.
    """
    during = electing(site, to)
    if isinstance(during, Refused):
        return during
    after = site if rests(site, to) else during
    relayed = has_relay(site)
    ready = _ready(site, to, relayed=relayed)
    taking = _taking(present, during, to)
    settling = _settling(during, after, to)
    draining = _draining(site, to, drained_ms) if relayed else ()
    return Move((*ready, *taking, *settling, *draining), after, relayed)


def restoring(site: Site, present: Site) -> tuple[Step, ...]:
    """What gives the nodes the files of the site again, whoever owns the VIPs then."""
    return tuple(
        Step(f"{node} has its own keepalived.conf again", acts)
        for node, acts in _differing(present, site).items()
    )


def _ready(site: Site, to: Owners, *, relayed: bool) -> Iterator[Step]:
    for name in dict.fromkeys(owner for _, owner in placing(site, to)):
        vips = [vip for g, owner in placing(site, to) if owner == name for vip in g.vips]
        yield Step(f"HAProxy serves on {name}", gates=(serves(site, name, vips),))
        if relayed:
            yield Step(f"the relay on {name} hears its peers", gates=tuple(hearing(site, name)))


def _taking(present: Site, during: Site, to: Owners) -> Iterator[Step]:
    """The new owners first: what a node gives up of its rank it gives up last."""
    changed = _differing(present, during)
    back = _differing(during, present)
    for node in sorted(changed, key=lambda name: name not in to):
        yield Step(f"{node} gets its new rank", changed[node], undo=back[node])
    names = " and ".join(dict.fromkeys(owner for _, owner in placing(during, to)))
    yield Step(f"{names} takes over", gates=tuple(owned(during, to)), commits=True)


def _settling(during: Site, after: Site, to: Owners) -> Iterator[Step]:
    for node, acts in _differing(during, after).items():
        yield Step(f"{node} has its own keepalived.conf again", acts, tuple(owned(after, to)))


def _draining(site: Site, to: Owners, within_ms: float) -> Iterator[Step]:
    for node in site.nodes:
        name = node.name or ""
        vips = [
            vip
            for group, owner in placing(site, to)
            if owner != name and any(member.name == name for member, _ in group.members)
            for vip in group.vips
        ]
        if vips:
            gate = Drained(name, tuple(vips), within_ms)
            yield Step(f"{name} is drained", gates=(gate,))


def _differing(before: Site, after: Site) -> dict[str, tuple[Act, ...]]:
    """By node, what makes its files those of `after`, and keepalived read them."""
    found: dict[str, tuple[Act, ...]] = {}
    for old, new in zip(before.nodes, after.nodes, strict=True):
        name = new.name or ""
        written = tuple(
            WriteFile(name, path, file.data)
            for path, file in new.files.items()
            if path in old.files and old.files[path].data != file.data
        )
        if written:
            found[name] = (*written, UnitJob(name, "reload", KEEPALIVED))
    return found
