# SPDX-License-Identifier: Apache-2.0
"""Drills of the recipe's pair with the relay: what it saves, and what it must not hide."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.drill.relays import plain_site

from holdfast.drill.play import drill
from holdfast.drill.record import Record
from holdfast.drill.registry import FAULTS
from holdfast.load.reload import reload
from holdfast.load.site import load
from holdfast.methods import relay, timers, transparent
from holdfast.methods.method import Plan, Refused
from holdfast.model.settings import Settings
from holdfast.model.site import Site

pytestmark = pytest.mark.lab

PAIR = Path(__file__).parents[2] / "examples" / "pair"
OWN = {"lb1": {"ens18": "172.22.21.10"}, "lb2": {"ens18": "172.22.21.11"}}


def pair(folder: Path, *methods: Callable[[Site], Plan | Refused], example: Path = PAIR) -> Site:
    """The pair after these methods."""
    shutil.copytree(example, folder / "pair")
    site = replace(load([str(folder / "pair")]), settings=Settings(addresses=OWN))
    for method in methods:
        plan = method(site)
        assert isinstance(plan, Plan), plan
        site = reload(site, plan.changes)
    return site


def records(site: Site, *names: str) -> dict[str, Record]:
    faults = [fault for fault in FAULTS if fault.name in names]
    return {r.fault: r for r in drill(site, faults, lambda _what: None, downloads=20).drills}


def test_a_dead_haproxy_that_nobody_tracks_is_not_held_for_the_relay_s_sake(tmp_path: Path) -> None:
    seen = records(pair(tmp_path, relay.plan), "haproxy-gone", "keepalived-stop")

    assert seen["haproxy-gone"].verdict == "broken"
    assert seen["haproxy-gone"].why == (
        "HAProxy is dead on lb1, whose VIP stays: the relay alone has its clients served"
    )
    assert (seen["keepalived-stop"].verdict, seen["keepalived-stop"].downloads_broken) == (
        "held",
        0,
    )
    counted = seen["keepalived-stop"].relay
    assert counted is not None
    assert counted.relayed > 0
    assert (counted.lent, counted.overdue) == (0, 0)


def test_where_keepalived_notices_it_holds(tmp_path: Path) -> None:
    seen = records(pair(tmp_path, transparent.plan, timers.plan, relay.plan), "haproxy-gone")

    assert seen["haproxy-gone"].why == ""
    assert seen["haproxy-gone"].verdict == "held"
    assert seen["haproxy-gone"].relay is not None


def test_a_check_that_needs_longer_than_a_second_is_not_excused_by_the_relay(
    tmp_path: Path,
) -> None:
    """It asks once a second, and believes the second failure."""
    slow = pair(tmp_path, relay.plan, example=PAIR.with_name("pair-fixed"))
    seen = records(slow, "haproxy-gone")["haproxy-gone"]

    told = r"HAProxy was dead on lb1 for \d{4} ms before 172\.22\.21\.36 left: the relay alone "
    assert re.fullmatch(told + "had its clients served", seen.why)
    assert seen.claims["owner-serves"] == "broken"
    assert seen.owners[-1].owners == ("lb2",)


def test_three_nodes_with_both_families_hold(tmp_path: Path) -> None:
    """Each family is one group, and the link-local VIP of IPv6 is VRRP's own."""
    site = plain_site(tmp_path, nodes=3)
    for method in (relay.plan, timers.plan):
        plan = method(site)
        assert isinstance(plan, Plan), plan
        site = reload(site, plan.changes)

    seen = records(site, "keepalived-stop", "haproxy-gone")

    assert {name: (r.verdict, r.why) for name, r in seen.items()} == {
        "keepalived-stop": ("held", ""),
        "haproxy-gone": ("held", ""),
    }
    assert seen["keepalived-stop"].failed == seen["keepalived-stop"].downloads_broken == 0
