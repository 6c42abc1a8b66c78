# SPDX-License-Identifier: Apache-2.0
"""Who takes a VIP over when HAProxy dies on its owner, and what tells keepalived of it."""

from itertools import accumulate

from msgspec import Struct

from holdfast.check.candidate import Candidate, Watched
from holdfast.model.priority import FAULT, starts_as_master, takes_over
from holdfast.model.timing import Bounds, delayed_preemption, handover, silence


class Taken(Struct, frozen=True):
    """Who takes over, the check that fails, how long that takes, how long the rest, and how."""

    to: Candidate
    by: str
    detection: Bounds
    ms: Bounds
    how: str


class Opaque(Struct, frozen=True):
    """Whether anything happens depends on these."""

    on: tuple[str, ...]


def successor(peers: list[Candidate]) -> Candidate:
    """The peer that takes over from an owner that is gone: its timer is the shortest."""
    return max(peers, key=lambda peer: peer.priority)


def detected(owner: Candidate, peers: list[Candidate]) -> Taken | Opaque | str:
    """What happens once HAProxy is dead on the owner, or why nothing does."""
    sure = [w for w in owner.watched if (w.running, w.dead) == ("succeeds", "fails")]
    for failed in accumulate([[w] for w in sorted(sure, key=lambda w: w.after.max)]):
        taken = _take_over(owner, peers, failed)
        if taken is not None:
            return taken
    open_ = [w for w in owner.watched if w.dead == "either"]
    may_fail = ([*sure, *some] for some in (*([w] for w in open_), open_))
    if open_ and any(_take_over(owner, peers, failed) for failed in may_fail):
        return Opaque(_names(open_))
    return _why_never(owner, peers, sure, open_)


def _take_over(owner: Candidate, peers: list[Candidate], failed: list[Watched]) -> Taken | None:
    lowered = owner.lowered([w.tracker for w in failed])
    last = failed[-1]
    if lowered == FAULT:
        to = successor(peers)
        ms = handover(to.version, to.advert_ms(owner), to.priority)
        return Taken(to, last.tracker.name, last.after, ms, "FAULT, priority 0 is sent")
    better = [p for p in peers if takes_over(p.priority, lowered) and not p.waits]
    if not better:
        return None
    to = successor(better)
    how = f"the lower priority {lowered} is not listened to"
    return Taken(to, last.tracker.name, last.after, _preemption(to, owner), how)


def _preemption(to: Candidate, owner: Candidate) -> Bounds:
    """`preempt_delay` counts where neither `nopreempt` nor `state MASTER` is stated."""
    instance, advert = to.instance, to.advert_ms(owner)
    if instance.preempt_delay and not starts_as_master(instance):
        delay = instance.preempt_delay * 1000
        return delayed_preemption(delay, to.version, advert, to.priority, instance.adverts_missed)
    return silence(to.version, advert, to.priority, instance.adverts_missed)


def _why_never(
    owner: Candidate, peers: list[Candidate], sure: list[Watched], open_: list[Watched]
) -> str:
    if not sure and not open_:
        told = "; ".join(owner.dropped)
        return told or f"nothing that {owner.name} tracks fails when HAProxy is dead"
    lowered = owner.lowered([w.tracker for w in (*sure, *open_)])
    waiting = [p.name for p in peers if takes_over(p.priority, lowered)]
    if waiting:
        return (
            f"{owner.name} falls to {lowered} and goes on advertising, and `nopreempt` lets "
            f"{' and '.join(waiting)} wait"
        )
    best = successor(peers)
    falls = f"{owner.name} falls to {lowered}, and {best.name} has {best.priority}"
    return falls if not open_ else f"at the worst word of {' and '.join(_names(open_))} {falls}"


def _names(watched: list[Watched]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w.on for w in watched))
