# SPDX-License-Identifier: Apache-2.0
"""Held or broken, and why, from what the lab shows at the end of a phase. Pure."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args

from msgspec import Struct

from holdfast.drill.record import Verdict

Always = Literal["haproxy-runs-everywhere", "some-owner", "one-owner", "owner-serves"]
"""Those of `holdfast prove` that a client and the kernels' addresses can show."""

CLAIMS: tuple[Always, ...] = get_args(Always)

Demanded = Literal["no-needless-move", "returns-as-configured", "moves-as-told", "loses-nothing"]
"""Those that some faults ask for besides."""

Claim = Always | Demanded

EVERY_CLAIM: tuple[Claim, ...] = (*CLAIMS, *get_args(Demanded))

Reason = tuple[Claim, str]
"""A claim that does not hold, and the sentence that says so."""


class Judged(NamedTuple):
    """The verdict, every reason in sentences, and the verdict on each claim."""

    verdict: Verdict
    why: str
    claims: dict[str, Verdict]


class Part(NamedTuple):
    """Nodes that hear each other while a fault lasts. `served`: every VIP needs an owner here."""

    nodes: frozenset[str]
    served: bool = True


class Masked(NamedTuple):
    """A VIP that stayed so long on a node whose HAProxy was dead, and the relay hid it."""

    node: str
    vip: str
    ms: float


class VipSeen(Struct, frozen=True):
    """A VIP at the end: its owners, how many MACs answer for it, the longest spell with two owners.

    That spell is one within one part, and may last as long as `two_owners_limit_ms`. `answering` is
    None where nobody asked, `requests_answered` None where nobody could: no HAProxy listens on the
    VIP in a way that the client speaks. Nobody has to answer on one that is `vrrps_own`.
    """

    vip: str
    owners: tuple[str, ...]
    answering: int | None
    longest_two_owners_ms: float
    two_owners_limit_ms: float
    requests_answered: bool | None
    vrrps_own: bool = False


class Seen(Struct, frozen=True):
    """What was there at the end of a phase.

    `parts` are the nodes that hear each other. `dead` are those that should run HAProxy and do not,
    each with HAProxy's own last error. `demanded` are the claims that the fault asks for besides,
    `missed` those of them that do not hold, and why. `beyond` says what of the site the lab cannot
    do: nothing that hangs on it is judged. On `lending` nodes HAProxy has been dead for more than a
    second, and new connections are still handed to a peer; `masked` are the VIPs for which that was
    so on the way there.
    """

    parts: tuple[Part, ...]
    dead: tuple[tuple[str, str], ...]
    vips: tuple[VipSeen, ...]
    demanded: frozenset[Claim] = frozenset()
    missed: tuple[Reason, ...] = ()
    beyond: tuple[str, ...] = ()
    lending: tuple[str, ...] = ()
    masked: tuple[Masked, ...] = ()


def judge(seen: Seen) -> Judged:
    """held: every node that is up and whose HAProxy the fault did not hit runs HAProxy; each VIP
    has exactly one owner among the nodes that hear each other, and its requests are answered; no
    two owners for longer than four adverts. That a relay helps out is not enough for longer than
    a second.
    """
    if seen.beyond:
        return unknown("; ".join(seen.beyond))
    reasons = list(_reasons(seen))
    claims = _claims(seen, {claim for claim, _ in reasons})
    if reasons:
        return Judged("broken", "; ".join(sentence for _, sentence in reasons), claims)
    silent = [vip.vip for vip in _unasked(seen)]
    if silent or all(vip.vrrps_own for vip in seen.vips):
        return Judged("unknown", f"nothing to ask on {', '.join(silent) or 'any VIP'}", claims)
    return Judged("held", "", claims)


def _unasked(seen: Seen) -> list[VipSeen]:
    """The VIPs on which somebody has to answer, and nobody can ask."""
    return [vip for vip in seen.vips if vip.requests_answered is None and not vip.vrrps_own]


def unknown(why: str) -> Judged:
    """Nothing is known."""
    return Judged("unknown", why, dict.fromkeys(CLAIMS, "unknown"))


def _claims(seen: Seen, broken: set[Claim]) -> dict[str, Verdict]:
    """A claim about VIPs is unknown without any; so is that they serve where one is not asked."""
    unseen: set[Claim] = set()
    if not seen.vips:
        unseen |= {"some-owner", "one-owner"}
    if _unasked(seen) or all(vip.vrrps_own for vip in seen.vips):
        unseen |= {"owner-serves"}
    asked = (*CLAIMS, *sorted(seen.demanded))
    return {c: "broken" if c in broken else "unknown" if c in unseen else "held" for c in asked}


def _reasons(seen: Seen) -> Iterator[Reason]:
    for error in dict.fromkeys(error for _, error in seen.dead):
        nodes = " and ".join(node for node, last in seen.dead if last == error)
        says = f"HAProxy does not run on {nodes}" + (f": {error}" if error else "")
        yield "haproxy-runs-everywhere", says
    for vip in seen.vips:
        yield from _owner_reasons(vip, seen.parts)
        yield from _vip_reasons(vip, len(seen.parts))
    for node in seen.lending:
        says = f"HAProxy is dead on {node}, whose VIP stays: the relay alone has its clients served"
        yield "owner-serves", says
    yield from _masked_reasons(seen)
    yield from seen.missed


def _masked_reasons(seen: Seen) -> Iterator[Reason]:
    """Where the VIP left late; what never left is told already."""
    for node, vip, ms in seen.masked:
        if node not in seen.lending:
            says = f"HAProxy was dead on {node} for {ms:.0f} ms before {vip} left: the relay alone "
            yield "owner-serves", says + "had its clients served"


def _owner_reasons(vip: VipSeen, parts: tuple[Part, ...]) -> Iterator[Reason]:
    for part in parts:
        owning = [node for node in vip.owners if node in part.nodes]
        if part.served and not owning:
            among = f" among {', '.join(sorted(part.nodes))}" if len(parts) > 1 else ""
            yield "some-owner", f"{vip.vip} is owned by no node{among}"
        if len(owning) > 1:
            yield "one-owner", f"{vip.vip} is owned by {' and '.join(owning)}"


def _vip_reasons(vip: VipSeen, parts: int) -> Iterator[Reason]:
    if vip.answering is not None and vip.answering > parts:
        yield "one-owner", f"{vip.answering} nodes answer ARP for {vip.vip}"
    limit = vip.two_owners_limit_ms
    if vip.longest_two_owners_ms > limit:
        spell = f"{vip.longest_two_owners_ms:.0f} ms"
        yield "one-owner", f"{vip.vip} had two owners for {spell}, longer than {limit:.0f} ms"
    if vip.requests_answered is False:
        yield "owner-serves", f"requests to {vip.vip} are not answered"
