# SPDX-License-Identifier: Apache-2.0
"""Held, broken or unknown, and why."""

import pytest
from msgspec.structs import replace

from holdfast.drill.verdict import Masked, Part, Reason, Seen, VipSeen, judge

FINE = VipSeen("172.22.21.36", ("lb1",), 1, 0.0, 4000.0, requests_answered=True)
ALL = (Part(frozenset(("lb1", "lb2"))),)
APART = (Part(frozenset(("lb2",))), Part(frozenset(("lb1",)), served=False))


def seen(*vips: VipSeen, dead: tuple[tuple[str, str], ...] = (), beyond: str = "") -> Seen:
    return Seen(ALL, dead, vips, beyond=(beyond,) if beyond else ())


def test_held() -> None:
    assert judge(seen(FINE))[:2] == ("held", "")


def test_two_owners_for_four_adverts_are_not_too_long() -> None:
    assert judge(seen(replace(FINE, longest_two_owners_ms=4000.0)))[:2] == ("held", "")


def test_a_dead_haproxy_is_told_with_its_own_words() -> None:
    error = "cannot bind socket (Cannot assign requested address) for [172.22.21.36:80]"
    assert judge(seen(FINE, dead=(("lb2", error),)))[:2] == (
        "broken",
        f"HAProxy does not run on lb2: {error}",
    )


@pytest.mark.parametrize(
    ("vip", "why"),
    [
        (replace(FINE, owners=()), "172.22.21.36 is owned by no node"),
        (replace(FINE, owners=("lb1", "lb2")), "172.22.21.36 is owned by lb1 and lb2"),
        (replace(FINE, answering=2), "2 nodes answer ARP for 172.22.21.36"),
        (
            replace(FINE, longest_two_owners_ms=4001.0),
            "172.22.21.36 had two owners for 4001 ms, longer than 4000 ms",
        ),
        (replace(FINE, requests_answered=False), "requests to 172.22.21.36 are not answered"),
    ],
)
def test_broken(vip: VipSeen, why: str) -> None:
    assert judge(seen(vip))[:2] == ("broken", why)


def test_a_relay_hides_no_dead_haproxy() -> None:
    judged = judge(replace(seen(FINE), lending=("lb1",)))
    assert judged[:2] == (
        "broken",
        "HAProxy is dead on lb1, whose VIP stays: the relay alone has its clients served",
    )
    assert judged.claims == HELD | {"owner-serves": "broken"}


def test_nor_one_whose_vip_leaves_late() -> None:
    judged = judge(replace(seen(FINE), masked=(Masked("lb1", "172.22.21.36", 2301.4),)))
    assert judged[:2] == (
        "broken",
        "HAProxy was dead on lb1 for 2301 ms before 172.22.21.36 left: the relay alone had its "
        "clients served",
    )
    assert judged.claims == HELD | {"owner-serves": "broken"}


def test_what_never_leaves_is_told_once() -> None:
    masked = (Masked("lb1", "172.22.21.36", 9000.0),)
    judged = judge(replace(seen(FINE), lending=("lb1",), masked=masked))
    assert judged.why == (
        "HAProxy is dead on lb1, whose VIP stays: the relay alone has its clients served"
    )


def test_several_reasons_are_all_told() -> None:
    vip = replace(FINE, owners=(), requests_answered=False)
    why = judge(seen(vip, dead=(("lb1", ""), ("lb2", ""), ("lb3", "it said why")))).why
    assert why == (
        "HAProxy does not run on lb1 and lb2; HAProxy does not run on lb3: it said why; "
        "172.22.21.36 is owned by no node; "
        "requests to 172.22.21.36 are not answered"
    )


def test_what_nobody_could_ask_is_unknown() -> None:
    assert judge(seen(replace(FINE, requests_answered=None)))[:2] == (
        "unknown",
        "nothing to ask on 172.22.21.36",
    )
    assert judge(seen())[:2] == ("unknown", "nothing to ask on any VIP")


def test_nobody_has_to_answer_where_vrrp_is_at_home() -> None:
    own = replace(FINE, vip="fe80::36", requests_answered=None, vrrps_own=True)

    assert judge(seen(own, FINE)) == ("held", "", HELD)
    assert judge(seen(own))[:2] == ("unknown", "nothing to ask on any VIP")
    assert judge(seen(replace(own, owners=()), FINE)).why == "fe80::36 is owned by no node"


def test_a_fault_that_shows_outweighs_what_is_unknown() -> None:
    vip = replace(FINE, owners=(), requests_answered=None)
    assert judge(seen(vip))[0] == "broken"


def test_what_no_lab_can_do_is_not_judged() -> None:
    vip = replace(FINE, owners=())
    assert judge(seen(vip, beyond="lb1 tracks a process"))[:2] == (
        "unknown",
        "lb1 tracks a process",
    )


HELD = {
    "haproxy-runs-everywhere": "held",
    "some-owner": "held",
    "one-owner": "held",
    "owner-serves": "held",
}


@pytest.mark.parametrize(
    ("found", "claims"),
    [
        (seen(FINE), {}),
        (seen(FINE, dead=(("lb2", ""),)), {"haproxy-runs-everywhere": "broken"}),
        (seen(replace(FINE, owners=())), {"some-owner": "broken"}),
        (seen(replace(FINE, owners=("lb1", "lb2"))), {"one-owner": "broken"}),
        (seen(replace(FINE, answering=2)), {"one-owner": "broken"}),
        (seen(replace(FINE, longest_two_owners_ms=4001.0)), {"one-owner": "broken"}),
        (seen(replace(FINE, requests_answered=False)), {"owner-serves": "broken"}),
        (seen(FINE, replace(FINE, requests_answered=None)), {"owner-serves": "unknown"}),
        (
            seen(dead=(("lb1", ""),)),
            {**dict.fromkeys(HELD, "unknown"), "haproxy-runs-everywhere": "broken"},
        ),
        (seen(FINE, beyond="lb1 tracks a process"), dict.fromkeys(HELD, "unknown")),
    ],
)
def test_each_claim_has_a_verdict_of_its_own(found: Seen, claims: dict[str, str]) -> None:
    assert judge(found).claims == HELD | claims


def test_nodes_that_do_not_hear_each_other_may_all_own() -> None:
    both = replace(FINE, owners=("lb1", "lb2"), answering=2)
    assert judge(Seen(APART, (), (both,)))[:2] == ("held", "")


def test_a_part_that_is_served_needs_an_owner_and_one_that_is_not_may_have_one() -> None:
    assert judge(Seen(APART, (), (replace(FINE, owners=("lb2",)),)))[:2] == ("held", "")
    assert judge(Seen(APART, (), (FINE,)))[:2] == (
        "broken",
        "172.22.21.36 is owned by no node among lb2",
    )


def test_two_owners_in_one_part_are_two() -> None:
    parts = (Part(frozenset(("lb1", "lb2"))), Part(frozenset(("lb3",))))
    vip = replace(FINE, owners=("lb1", "lb2", "lb3"))
    assert judge(Seen(parts, (), (vip,)))[:2] == ("broken", "172.22.21.36 is owned by lb1 and lb2")


def test_what_a_fault_asks_for_besides_is_a_claim_of_its_own() -> None:
    missed: tuple[Reason, ...] = (("no-needless-move", "172.22.21.36 moved to lb2"),)
    asked = Seen(ALL, (), (FINE,), frozenset(("no-needless-move",)))
    assert judge(asked).claims == HELD | {"no-needless-move": "held"}
    told = judge(replace(asked, missed=missed))
    assert (told.verdict, told.why) == ("broken", "172.22.21.36 moved to lb2")
    assert told.claims == HELD | {"no-needless-move": "broken"}
