# SPDX-License-Identifier: Apache-2.0
"""Frames between nodes before the relay comes, on networks that filter and that do not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.apply.in_lab import nodes, shell
from tests.drill.relays import VIP, plain_site, spec_of

from holdfast.apply.frames import Frame, frames
from holdfast.apply.preflight import lost_frame
from holdfast.apply.standing import Refused
from holdfast.lab.lab import Lab
from holdfast.model.site import Site

pytestmark = pytest.mark.lab

OWN = {"lb1": "172.22.21.10", "lb2": "172.22.21.11"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return plain_site(tmp_path_factory.mktemp("pair"))


@pytest.fixture(scope="module")
def running(site: Site) -> Iterator[Lab]:
    strict = ("net.ipv4.conf.all.rp_filter", "1")  # measured: it takes nothing from the relay
    with Lab(spec_of(site, sysctls=(strict,))) as lab:
        lab.boot()
        yield lab


@pytest.fixture
def lab(running: Lab) -> Iterator[Lab]:
    yield running
    for name in OWN:
        shell(running, name, "nft flush ruleset")


def filtered(lab: Lab, name: str, what: str) -> None:
    """As a switch port would: before the node itself sees anything of it."""
    hook = "type filter hook ingress device ens18 priority 0"
    shell(lab, name, f"nft 'table netdev f {{ chain c {{ {hook}; {what} drop; }}; }}'")


def lost(lab: Lab, site: Site) -> Frame:
    found = lost_frame(nodes(lab), site)
    assert found is not None
    return found


def test_every_node_sends_its_own_address_then_each_vip_and_one_that_is_another_s(
    tmp_path: Path,
) -> None:
    sent = frames(plain_site(tmp_path, nodes=3))

    assert len({frame.number for frame in sent}) == len(sent) == 3 * 2 * 2 * 3
    assert all(frame.source == frame.own for frame in sent[:12])
    assert [
        (str(frame.source), frame.receiver)
        for frame in sent[12:]
        if frame.sender == "lb2" and frame.to.version == 4
    ] == [
        (VIP, "lb3"),
        ("172.22.21.12", "lb3"),
        (VIP, "lb1"),
        ("172.22.21.10", "lb1"),
    ]


def test_where_nothing_filters_all_arrive_and_nothing_stays_behind(lab: Lab, site: Site) -> None:
    assert lost_frame(nodes(lab), site) is None

    assert [shell(lab, name, "nft list ruleset") for name in OWN] == ["", ""]


@pytest.mark.parametrize(
    ("at", "by"),
    [("lb1", "lb2"), ("lb2", "lb1")],
    ids=["from the backup", "from the owner"],
)
def test_a_network_that_stops_a_vip_as_source_is_told(
    lab: Lab, site: Site, at: str, by: str
) -> None:
    filtered(lab, at, f"ip saddr {VIP}")

    assert lost(lab, site).lost == (
        f"a frame with {VIP} as source does not arrive from {by} to {at} on ens18, though one with "
        f"{OWN[by]} does: a filter of the network or of {by} lets nothing out but the node's own "
        "address, and the relay would lose what it hands on (holdfast explain relay)"
    )


def test_so_is_one_that_lets_the_vips_through_and_no_address_of_a_client(
    lab: Lab, site: Site
) -> None:
    filtered(lab, "lb2", f"udp dport 9 ip saddr != {{ {OWN['lb1']}, {VIP} }}")

    assert str(lost(lab, site).source) == OWN["lb2"]


def test_so_is_one_that_filters_ipv6_alone(lab: Lab, site: Site) -> None:
    filtered(lab, "lb1", "ip6 saddr fd00:21::36")

    assert (lost(lab, site).sender, str(lost(lab, site).source)) == ("lb2", "fd00:21::36")


def test_a_firewall_of_the_sender_s_own_is_told(lab: Lab, site: Site) -> None:
    hook = "type filter hook output priority 0"
    rule = f"nft 'table ip f {{ chain c {{ {hook}; ip saddr {VIP} udp dport 9 drop; }}; }}'"
    shell(lab, "lb2", rule)

    assert (lost(lab, site).sender, str(lost(lab, site).source)) == ("lb2", VIP)


def test_where_nothing_arrives_at_all_it_is_no_matter_of_sources(lab: Lab, site: Site) -> None:
    filtered(lab, "lb2", "udp dport 9")

    assert lost(lab, site).lost == (
        "nothing arrives from lb1 to lb2 on ens18: a firewall of theirs stops UDP port 9, or they "
        "are not on one Ethernet segment"
    )


def test_a_host_that_cannot_take_part_is_named_and_nothing_stays_behind(
    lab: Lab, site: Site
) -> None:
    shell(lab, "lb2", "mount --bind /dev/null /usr/sbin/nft")
    try:
        with pytest.raises(Refused, match=r"^lb2: "):
            lost_frame(nodes(lab), site)
    finally:
        shell(lab, "lb2", "umount /usr/sbin/nft")

    assert shell(lab, "lb1", "nft list ruleset") == ""
