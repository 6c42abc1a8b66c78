# SPDX-License-Identifier: Apache-2.0
"""What counts as a request that failed without need, by what was seen about it."""

from tests.machine.load import Advert, Beat, Request, Seen

LB1, LB2 = "172.22.21.10", "172.22.21.11"
FAILED = Request(10.0, 10.5, "refused")


def seen(adverts: list[Advert], served: list[bool]) -> Seen:
    """That request, and beats of lb1 every half a second, the first three seconds before it."""
    seen = Seen()
    seen.requests = [Request(5.0, 5.1, ""), FAILED]
    seen.adverts = adverts
    seen.beats = [
        Beat(7 + number / 2, 7.1 + number / 2, LB1, each) for number, each in enumerate(served)
    ]
    return seen


def test_one_node_owned_and_served_all_the_time() -> None:
    adverts = [Advert(at, LB1, 101) for at in (8.2, 9.2, 10.2, 11.2)]

    assert seen(adverts, [True] * 12).needless() == [FAILED]


def test_its_haproxy_was_gone_with_the_request() -> None:
    adverts = [Advert(at, LB1, 101) for at in (9.2, 10.2, 11.2)]

    assert seen(adverts, [True] * 7 + [False] * 5).needless() == []


def test_the_owner_let_the_vip_go_or_another_came() -> None:
    let_go = [Advert(9.2, LB1, 101), Advert(10.6, LB1, 0), Advert(11.3, LB2, 100)]
    moved = [Advert(9.2, LB1, 101), Advert(10.2, LB2, 100), Advert(11.2, LB2, 100)]

    assert seen(let_go, [True] * 12).needless() == []
    assert seen(moved, [True] * 12).needless() == []


def test_nothing_was_heard_after_it() -> None:
    assert seen([Advert(9.2, LB1, 101)], [True] * 12).needless() == []
