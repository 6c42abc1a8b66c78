# SPDX-License-Identifier: Apache-2.0
"""How long a backup's timer runs, from the moment at which its role began."""

from holdfast.model.timing import Bounds, delayed_preemption, down_interval_ms, handover, silence
from holdfast.prove.vrrp.allowances import KEEPALIVED_START_MS, SLACK_MS
from holdfast.prove.vrrp.codes import CLAIMING, DELAY, FRESH, LOST, PUT_OFF, ROLE, SKEW, STARTING
from holdfast.prove.vrrp.network import Network, Nodes, Roles


class BackupTimer:
    """The timers of a slice's backups; each is computed once."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._known: dict[tuple[int, int, int, int], Bounds] = {}

    def bounds(self, g: int, n: int, nodes: Nodes, roles: Roles) -> Bounds:
        """How long until it is over."""
        role = roles[g * self._network.size + n] & (ROLE | PUT_OFF)
        priority = self._network.priority(g, n, nodes, roles)
        key = (g, n, role, priority)
        found = self._known.get(key)
        if found is None:
            timer = self._put_off if role & PUT_OFF else self._usual
            found = self._known[key] = timer(g, n, role & ROLE, priority)
        return found

    def _usual(self, g: int, n: int, role: int, priority: int) -> Bounds:
        members = self._network.members[g]
        member = members[n]
        missed = member.adverts_missed
        if role == CLAIMING:
            return Bounds(0.0, KEEPALIVED_START_MS + SLACK_MS)
        if role in (FRESH, STARTING):
            own = down_interval_ms(member.version, member.advert_ms, priority, missed)
            start = KEEPALIVED_START_MS if role == STARTING else 0.0
            return Bounds(own, own + start + SLACK_MS)
        source = members.get(role & 15, member)
        advert = source.advert_ms if member.version == 3 else member.advert_ms
        if role < SKEW:
            quiet = silence(member.version, advert, priority, missed)
            bounds = Bounds(0.0, quiet.max) if self._network.disturbed(g, role & 15) else quiet
        elif role < DELAY:
            bounds = handover(member.version, advert, priority)
        else:
            delay = member.preempt_delay_ms
            bounds = delayed_preemption(delay, member.version, advert, priority, missed)
        return Bounds(bounds.min, bounds.max + SLACK_MS)

    def _put_off(self, g: int, n: int, role: int, priority: int) -> Bounds:
        """Since its priority changed: an advert was discarded up to an interval before that."""
        members = self._network.members[g]
        member = members[n]
        learned = members.get(role & 15, member) if role >= LOST else member
        advert = learned.advert_ms if member.version == 3 else member.advert_ms
        whole = down_interval_ms(member.version, advert, priority, member.adverts_missed)
        far = self._network.part.groups[g].unreached
        heard = (o.advert_ms for m, o in members.items() if m != n and (n, m) not in far)
        passed = max(heard, default=0.0)
        delay = member.preempt_delay_ms + advert if role >= DELAY else 0.0
        return Bounds(max(0.0, whole - passed), delay + whole + SLACK_MS)
