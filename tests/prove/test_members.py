# SPDX-License-Identifier: Apache-2.0
"""What keepalived makes of an instance when it starts."""

from pathlib import Path

import pytest
from tests.prove.sites import ALIVE, VIP, instance, judged, site
from tests.prove.walks import settled

from holdfast.load.site import load
from holdfast.model.site import Site
from holdfast.prove.vrrp.codes import DEMOTED
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.parameters import Member
from holdfast.prove.vrrp.reading import slices
from holdfast.prove.vrrp.strikes import KINDS

AH = "authentication {\n auth_type AH\n auth_pass secret\n }"
SCRIPT = "track_script {\n        chk\n    }"
INTERFACE = "track_interface {\n        eth1 weight 20\n    }"


def lb1(one: Site) -> Member:
    return slices(one)[0].groups[0].members[0]


def sync_group(tracks: str) -> str:
    return f"vrrp_sync_group G {{\n    group {{\n        VI_1\n    }}\n    {tracks}\n}}\n"


def on_eth1(text: str, option: str = "") -> str:
    """The instance with its VIP on another interface."""
    return text.replace(f"{VIP}/24", f"{VIP}/24 dev eth1{option}")


def test_an_interface_that_gets_a_vip_has_no_weight(tmp_path: Path) -> None:
    one = site(tmp_path, on_eth1(instance(100, INTERFACE)), on_eth1(instance(101)))

    assert (lb1(one).tracks, len(lb1(one).interfaces)) == ((), 2)


def test_an_interface_whose_vip_is_not_tracked_keeps_its_weight(tmp_path: Path) -> None:
    one = site(tmp_path, on_eth1(instance(100, INTERFACE), " no_track"), instance(101))

    assert ([track.weight for track in lb1(one).tracks], len(lb1(one).interfaces)) == ([20], 1)


def test_its_own_interface_is_not_needed_for_a_vip_on_it_either(tmp_path: Path) -> None:
    text = on_eth1(instance(100, "dont_track_primary")).replace("dev eth1", "dev eth0")

    assert lb1(site(tmp_path, text, instance(101))).interfaces == ()


@pytest.mark.parametrize(("priority", "weights"), [(100, [20]), (255, [0])])
def test_a_sync_group_with_an_address_owner_has_no_weights(
    tmp_path: Path, priority: int, weights: list[int]
) -> None:
    one = site(tmp_path, sync_group(INTERFACE) + instance(priority), instance(101))

    assert [track.weight for track in lb1(one).tracks] == weights


@pytest.mark.parametrize(
    ("group", "own", "held"),
    [
        (SCRIPT, SCRIPT, False),
        (SCRIPT, "", True),
        ("", SCRIPT, True),
        (SCRIPT, SCRIPT.replace("chk", "chk weight -2"), True),
    ],
)
def test_a_script_that_is_waited_for_twice_leaves_the_node_in_fault(
    tmp_path: Path, group: str, own: str, held: bool
) -> None:
    text = ALIVE % "" + sync_group(group) + instance(101, own)
    found = judged(site(tmp_path, text, text), "some-owner", 0)

    assert found.held == held
    assert held or found.why == (
        f"nobody owns {VIP}, although lb1 could serve it: VI_1 and its sync group both track chk "
        "without a weight, and keepalived waits for its first verdict twice"
    )


@pytest.mark.parametrize(("lines", "held"), [([AH], True), ([], False)])
def test_state_master_is_nothing_with_ah(tmp_path: Path, lines: list[str], held: bool) -> None:
    one = site(tmp_path, instance(101, "state MASTER", "nopreempt", *lines), instance(100, *lines))

    assert judged(one, "returns-as-configured").held == held


def test_of_two_address_owners_one_gives_255_up(tmp_path: Path) -> None:
    """Who claims the VIP does not listen yet: the second one to claim it is heard by the first."""
    one = site(tmp_path, instance(255, "state MASTER"), instance(255, "state MASTER"))
    model = Vrrp(slices(one)[0], KINDS, 1)

    roles = settled(model, next(iter(model.init()))).roles

    assert sorted(bool(role & DEMOTED) for role in roles) == [False, True]


def test_a_master_that_hears_what_it_discards_is_late(tmp_path: Path) -> None:
    """Its own interval begins anew with each of lb3's adverts (vrrp_dispatcher_read)."""
    own, other = ["advert_int 2"], ["advert_int 2", "virtual_router_id 51", "version 3"]
    one = site(tmp_path, instance(103, *own), instance(102, *own), instance(101, *other))
    network = Vrrp(slices(one)[0], KINDS, 1).network

    assert [network.disturbed(0, n) for n in range(3)] == [True, True, True]
    alone = site(tmp_path / "alone", instance(103, *own), instance(102, *own))
    assert not Vrrp(slices(alone)[0], KINDS, 1).network.disturbed(0, 0)


IPV6 = "auto eth0\niface eth0 inet6 static\n    address 2001:db8::{n}\n    netmask 64\n"
LOCAL = IPV6 + "iface eth0 inet6 static\n    address fe80::{local}\n    netmask 64\n"


@pytest.mark.parametrize(("interfaces", "ranks"), [(IPV6, [0, 1]), (LOCAL, [1, 0])])
def test_ipv6_nodes_advertise_from_their_link_local_addresses(
    tmp_path: Path, interfaces: str, ranks: list[int]
) -> None:
    """Where no file states them, the nodes count in their order."""
    text = instance(100, vip="2001:db8::36").replace("/24", "/64")
    site(tmp_path, text, text)
    for n, local in ((1, 9), (2, 3)):
        file = tmp_path / f"lb{n}/etc/network/interfaces"
        file.parent.mkdir(parents=True)
        file.write_text(interfaces.format(n=20 - n, local=local))
    one = load([str(tmp_path)])

    assert [member.rank for member in slices(one)[0].groups[0].members.values()] == ranks
