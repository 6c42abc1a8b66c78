# SPDX-License-Identifier: Apache-2.0
"""How many needless moves chance makes of a fault that kills nothing."""

from collections.abc import Collection

from holdfast.model.fail_over import Timers
from holdfast.model.group import Group, groups
from holdfast.model.site import Site
from holdfast.model.timing import silence

_DAY_MS = 86_400_000.0


def moves_by_loss(site: Site, share: float, for_ms: float) -> float:
    """Expected of all VIPs of a site while a share of the advertisements is lost, from 0 to 1."""
    a_day = (
        len(group.vips) * _timers(group).needless_moves_per_day(share)
        for group in groups(site)
        if len(group.members) > 1
    )
    return sum(a_day) * for_ms / _DAY_MS


def moves_by_stall(site: Site, node: str, owned: Collection[str], stall_ms: float) -> float:
    """Expected of the VIPs that a node owns when it stands still so long.

    It sends its last advertisement some time before, up to a whole interval, and the next when it
    goes on.
    """
    chances = ((group, _taken_over(group, node, stall_ms)) for group in groups(site))
    return sum(chance * sum(str(vip) in owned for vip in group.vips) for group, chance in chances)


def _taken_over(group: Group, node: str, stall_ms: float) -> float:
    """The chance that the best of the others waits for less than the silence, from 0 to 1."""
    others = [own for member, own in group.members if member.name != node]
    if not others:
        return 0.0
    best = max(others, key=lambda own: own.priority)
    wait = silence(best.version, best.advert_int * 1000, best.priority, best.adverts_missed)
    return min(1.0, max(0.0, (stall_ms - wait.min) / (wait.max - wait.min)))


def _timers(group: Group) -> Timers:
    """Those of the second best, who is the first to miss the advertisements of the best."""
    best = sorted((own for _, own in group.members), key=lambda own: own.priority, reverse=True)
    return Timers(
        round(best[1].advert_int * 1000), best[1].adverts_missed, tuple(i.priority for i in best)
    )
