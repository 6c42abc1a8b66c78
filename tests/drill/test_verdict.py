# SPDX-License-Identifier: Apache-2.0
"""Held, broken or unknown, and why."""

import pytest
from msgspec.structs import replace

from holdfast.drill.verdict import Seen, VipSeen, judge

FINE = VipSeen("172.22.21.36", ("lb1",), 1, 0.0, 1000.0, requests_answered=True)


def test_held() -> None:
    assert judge(Seen((), (FINE,)))[:2] == ("held", "")


def test_two_owners_for_four_adverts_are_not_too_long() -> None:
    assert judge(Seen((), (replace(FINE, longest_two_owners_ms=4000.0),)))[:2] == ("held", "")


def test_a_dead_haproxy_is_told_with_its_own_words() -> None:
    error = "cannot bind socket (Cannot assign requested address) for [172.22.21.36:80]"
    assert judge(Seen((("lb2", error),), (FINE,)))[:2] == (
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
    assert judge(Seen((), (vip,)))[:2] == ("broken", why)


def test_several_reasons_are_all_told() -> None:
    vip = replace(FINE, owners=(), requests_answered=False)
    why = judge(Seen((("lb1", ""), ("lb2", ""), ("lb3", "it said why")), (vip,))).why
    assert why == (
        "HAProxy does not run on lb1 and lb2; HAProxy does not run on lb3: it said why; "
        "172.22.21.36 is owned by no node; "
        "requests to 172.22.21.36 are not answered"
    )


def test_what_nobody_could_ask_is_unknown() -> None:
    assert judge(Seen((), (replace(FINE, requests_answered=None),)))[:2] == (
        "unknown",
        "nothing to ask on 172.22.21.36",
    )
    assert judge(Seen((), ()))[:2] == ("unknown", "nothing to ask on any VIP")


def test_a_fault_that_shows_outweighs_what_is_unknown() -> None:
    vip = replace(FINE, owners=(), requests_answered=None)
    assert judge(Seen((), (vip,)))[0] == "broken"


def test_what_no_lab_can_do_is_not_judged() -> None:
    vip = replace(FINE, owners=())
    assert judge(Seen((), (vip,), ("lb1 tracks a process",)))[:2] == (
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
    ("seen", "claims"),
    [
        (Seen((), (FINE,)), {}),
        (Seen((("lb2", ""),), (FINE,)), {"haproxy-runs-everywhere": "broken"}),
        (Seen((), (replace(FINE, owners=()),)), {"some-owner": "broken"}),
        (Seen((), (replace(FINE, owners=("lb1", "lb2")),)), {"one-owner": "broken"}),
        (Seen((), (replace(FINE, answering=2),)), {"one-owner": "broken"}),
        (Seen((), (replace(FINE, longest_two_owners_ms=4001.0),)), {"one-owner": "broken"}),
        (Seen((), (replace(FINE, requests_answered=False),)), {"owner-serves": "broken"}),
        (Seen((), (FINE, replace(FINE, requests_answered=None))), {"owner-serves": "unknown"}),
        (
            Seen((("lb1", ""),), ()),
            {**dict.fromkeys(HELD, "unknown"), "haproxy-runs-everywhere": "broken"},
        ),
        (Seen((), (FINE,), ("lb1 tracks a process",)), dict.fromkeys(HELD, "unknown")),
    ],
)
def test_each_claim_has_a_verdict_of_its_own(seen: Seen, claims: dict[str, str]) -> None:
    assert judge(seen).claims == HELD | claims
