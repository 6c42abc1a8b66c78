# SPDX-License-Identifier: Apache-2.0
"""Held or broken, and why, from what the lab shows at the end of a phase. Pure."""

from collections.abc import Iterator

from msgspec import Struct

from holdfast.drill.record import Verdict
from holdfast.lab.deadlines import ADVERTS_WITH_TWO_OWNERS


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


def judge(seen: Seen) -> tuple[Verdict, str]:
    """The verdict with every reason, in sentences.

    held: every node that is up and whose HAProxy the fault did not hit runs HAProxy; each VIP has
    exactly one owner and its requests are answered; no two owners for longer than four adverts.
    """
    if seen.beyond:
        return "unknown", "; ".join(seen.beyond)
    reasons = list(_reasons(seen))
    if reasons:
        return "broken", "; ".join(reasons)
    silent = [vip.vip for vip in seen.vips if vip.requests_answered is None]
    if silent or not seen.vips:
        return "unknown", f"nothing to ask on {', '.join(silent) or 'any VIP'}"
    return "held", ""


def _reasons(seen: Seen) -> Iterator[str]:
    for error in dict.fromkeys(error for _, error in seen.dead):
        nodes = " and ".join(node for node, last in seen.dead if last == error)
        yield f"HAProxy does not run on {nodes}" + (f": {error}" if error else "")
    for vip in seen.vips:
        yield from _vip_reasons(vip)


def _vip_reasons(vip: VipSeen) -> Iterator[str]:
    if len(vip.owners) != 1:
        yield f"{vip.vip} is owned by {' and '.join(vip.owners) or 'no node'}"
    if vip.answering is not None and vip.answering > 1:
        yield f"{vip.answering} nodes answer ARP for {vip.vip}"
    limit = ADVERTS_WITH_TWO_OWNERS * vip.advert_ms
    if vip.longest_two_owners_ms > limit:
        spell = f"{vip.longest_two_owners_ms:.0f} ms"
        yield f"{vip.vip} had two owners for {spell}, longer than {limit:.0f} ms"
    if vip.requests_answered is False:
        yield f"requests to {vip.vip} are not answered"
