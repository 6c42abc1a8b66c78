# SPDX-License-Identifier: Apache-2.0
"""How many needless moves chance makes of a fault that kills nothing."""

from holdfast.model.fail_over import Timers
from holdfast.model.group import Group, groups
from holdfast.model.site import Site

_DAY_MS = 86_400_000.0


def moves_by_loss(site: Site, share: float, for_ms: float) -> float:
    """Expected of all VIPs of a site while a share of the advertisements is lost, from 0 to 1."""
    a_day = (
        len(group.vips) * _timers(group).needless_moves_per_day(share)
        for group in groups(site)
        if len(group.members) > 1
    )
    return sum(a_day) * for_ms / _DAY_MS


def _timers(group: Group) -> Timers:
    """Those of the next owner, who is the first to miss the first one's advertisements."""
    best = sorted((i for _, i in group.members), key=lambda i: i.priority, reverse=True)
    return Timers(
        round(best[1].advert_int * 1000), best[1].adverts_missed, tuple(i.priority for i in best)
    )
