# SPDX-License-Identifier: Apache-2.0
"""Held or broken, and why, from what the lab shows at the end of a phase. Pure."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args

from msgspec import Struct

from holdfast.drill.record import Verdict
from holdfast.lab.deadlines import ADVERTS_WITH_TWO_OWNERS

Claim = Literal["haproxy-runs-everywhere", "some-owner", "one-owner", "owner-serves"]
"""Those of `holdfast prove` that a client and the kernels' addresses can show."""

CLAIMS: tuple[Claim, ...] = get_args(Claim)

Reason = tuple[Claim, str]
"""A claim that does not hold, and the sentence that says so."""


class Judged(NamedTuple):
    """The verdict, every reason in sentences, and the verdict on each claim."""

    verdict: Verdict
    why: str
    claims: dict[str, Verdict]


class VipSeen(Struct, frozen=True):
    """A VIP at the end: its owners, how many MACs answer for it, the longest spell with two owners.

    `answering` is None where nobody asked, `requests_answered` None where nobody could: no
    HAProxy listens on the VIP in a way that the client speaks.
    """

    vip: str
    owners: tuple[str, ...]
    answering: int | None
    longest_two_owners_ms: float
    advert_ms: float
    requests_answered: bool | None


class Seen(Struct, frozen=True):
    """What was there at the end of a phase.

    `dead` are the nodes that should run HAProxy and do not, each with HAProxy's own last error.
    `beyond` says what of the site the lab cannot do: nothing that hangs on it is judged.
    """

    dead: tuple[tuple[str, str], ...]
    vips: tuple[VipSeen, ...]
    beyond: tuple[str, ...] = ()


def judge(seen: Seen) -> Judged:
    """held: every node that is up and whose HAProxy the fault did not hit runs HAProxy; each VIP
    has exactly one owner and its requests are answered; no two owners for longer than four adverts.
    """
    if seen.beyond:
        return Judged("unknown", "; ".join(seen.beyond), dict.fromkeys(CLAIMS, "unknown"))
    reasons = list(_reasons(seen))
    claims = _claims(seen, {claim for claim, _ in reasons})
    if reasons:
        return Judged("broken", "; ".join(sentence for _, sentence in reasons), claims)
    silent = [vip.vip for vip in seen.vips if vip.requests_answered is None]
    if silent or not seen.vips:
        return Judged("unknown", f"nothing to ask on {', '.join(silent) or 'any VIP'}", claims)
    return Judged("held", "", claims)


def _claims(seen: Seen, broken: set[Claim]) -> dict[str, Verdict]:
    """A claim about VIPs is unknown without any; so is that they serve where one is not asked."""
    unknown: set[Claim] = set()
    if not seen.vips:
        unknown |= {"some-owner", "one-owner"}
    if not seen.vips or any(vip.requests_answered is None for vip in seen.vips):
        unknown |= {"owner-serves"}
    return {c: "broken" if c in broken else "unknown" if c in unknown else "held" for c in CLAIMS}


def _reasons(seen: Seen) -> Iterator[Reason]:
    for error in dict.fromkeys(error for _, error in seen.dead):
        nodes = " and ".join(node for node, last in seen.dead if last == error)
        says = f"HAProxy does not run on {nodes}" + (f": {error}" if error else "")
        yield "haproxy-runs-everywhere", says
    for vip in seen.vips:
        yield from _vip_reasons(vip)


def _vip_reasons(vip: VipSeen) -> Iterator[Reason]:
    if not vip.owners:
        yield "some-owner", f"{vip.vip} is owned by no node"
    if len(vip.owners) > 1:
        yield "one-owner", f"{vip.vip} is owned by {' and '.join(vip.owners)}"
    if vip.answering is not None and vip.answering > 1:
        yield "one-owner", f"{vip.answering} nodes answer ARP for {vip.vip}"
    limit = ADVERTS_WITH_TWO_OWNERS * vip.advert_ms
    if vip.longest_two_owners_ms > limit:
        spell = f"{vip.longest_two_owners_ms:.0f} ms"
        yield "one-owner", f"{vip.vip} had two owners for {spell}, longer than {limit:.0f} ms"
    if vip.requests_answered is False:
        yield "owner-serves", f"requests to {vip.vip} are not answered"
