# SPDX-License-Identifier: Apache-2.0
"""The VIP as /32 on a dummy interface, and ARP answered by nobody but the owner."""

from pathlib import Path

import pytest
from tests.methods.sites import (
    CFG,
    INTERFACES,
    KEEPALIVED,
    PLAIN,
    RECIPE_2,
    VIPS,
    files_after,
    lines,
    plan,
    races,
    refused,
    site,
)

from holdfast.load.reload import reload
from holdfast.load.site import load
from holdfast.model.address import host_prefix

ARP = "etc/sysctl.d/60-vip-arp.conf"
QUIET = b"net.ipv4.conf.ens18.arp_ignore = 1\nnet.ipv4.conf.ens18.arp_announce = 2\n"
LO = b"auto lo\niface lo inet loopback\n"
RECIPE = LO + b"\n" + RECIPE_2
STANZA = (
    b"auto vip0\n"
    b"iface vip0 inet static\n"
    b"    pre-up ip link show dev vip0 >/dev/null 2>&1 || ip link add vip0 type dummy\n"
    b"    address 172.22.21.36/32\n"
    b"    post-down ip link del vip0\n"
)


@pytest.mark.parametrize(
    "files",
    [
        {CFG: b"frontend web\n    bind 127.0.0.1:80\n"},
        {CFG: PLAIN, INTERFACES: RECIPE.replace(b"255.255.255.0", b"32"), ARP: QUIET},
        {CFG: PLAIN, INTERFACES: RECIPE.replace(b"255.255.255.0", b"255.255.255.255"),
         "etc/sysctl.conf": b"net.ipv4.conf.all.arp_ignore=1\nnet.ipv4.conf.all.arp_announce=2\n"},
        {CFG: PLAIN, INTERFACES: RECIPE.replace(b"255.255.255.0", b"32\n"
         b"    up sysctl -w net.ipv4.conf.ens18.arp_ignore=1 net.ipv4.conf.ens18.arp_announce=2")},
    ],
)  # fmt: skip
def test_a_site_that_needs_nothing_gets_an_empty_plan(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    assert plan(site(tmp_path, files), "dummy").changes == ()


@pytest.mark.parametrize(
    "files",
    [
        {CFG: b"frontend web\n    bind 172.22.21.36:80 transparent\n"},
        {CFG: PLAIN, "etc/sysctl.conf": b"net.ipv4.ip_nonlocal_bind = 1\n"},
    ],
)
def test_who_asks_for_it_gets_it_where_another_method_is_there_already(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    of = site(tmp_path, files)

    made = files_after(of, "dummy")

    assert races(of) == []
    assert list(made) == [f"lb1/{INTERFACES}.d/vip0", f"lb1/{ARP}"]
    assert made[f"lb1/{INTERFACES}.d/vip0"].endswith(STANZA)


def test_behind_a_wildcard_every_vip_that_clients_reach_is_kept(tmp_path: Path) -> None:
    vips = VIPS.replace(b"        2001", b"        fe80::36/64\n        2001")
    of = site(tmp_path, {CFG: b"frontend web\n    bind :::80 v4v6\n", KEEPALIVED: vips})

    stanza = files_after(of, "dummy")[f"lb1/{INTERFACES}.d/vip0"]

    assert lines(stanza, b"  address ") == [
        b"    address 172.22.21.36/32",
        b"    address 172.22.21.37/32",
        b"    address 2001:db8::36/128",
    ]


def test_a_node_without_an_interfaces_file_keeps_the_distributions(tmp_path: Path) -> None:
    of = site(tmp_path, {CFG: PLAIN})

    made = files_after(of, "dummy")

    assert list(made) == [f"lb1/{INTERFACES}.d/vip0", f"lb1/{ARP}"]
    assert made[f"lb1/{INTERFACES}.d/vip0"].partition(b"auto ")[2] == STANZA[len(b"auto ") :]
    assert made[f"lb1/{ARP}"].endswith(b"\n" + QUIET)
    assert races(reload(of, plan(of, "dummy").changes)) == []


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_the_stanza_goes_to_the_end_of_an_interfaces_file(tmp_path: Path, end: bytes) -> None:
    newline = end or b"\n"
    before = LO.replace(b"\n", newline).removesuffix(newline) + end
    of = site(tmp_path, {CFG: PLAIN, INTERFACES: before})

    after = files_after(of, "dummy")[f"lb1/{INTERFACES}"]

    assert after.startswith(before + (b"" if end else newline))
    assert after.endswith(STANZA.replace(b"\n", newline))
    assert after.count(b"\n") == after.count(newline)


def test_several_vips_of_both_families_share_an_interface(tmp_path: Path) -> None:
    cfg = b"listen web\n bind 172.22.21.36:80,172.22.21.37:80\n bind [2001:db8::36]:80\n"
    of = site(tmp_path, {CFG: cfg + b" bind 172.22.21.36:443\n"})

    stanza = files_after(of, "dummy")[f"lb1/{INTERFACES}.d/vip0"]
    after = reload(of, plan(of, "dummy").changes)

    assert lines(stanza, b"iface", b"address", b"preferred", b"dad-", b"pre-up", b"post-down") == [
        b"iface vip0 inet static",
        b"    pre-up ip link show dev vip0 >/dev/null 2>&1 || ip link add vip0 type dummy",
        b"    address 172.22.21.36/32",
        b"iface vip0 inet static",
        b"    address 172.22.21.37/32",
        b"iface vip0 inet6 static",
        b"    address 2001:db8::36/128",
        b"    # deprecated, so that it is never the source of a connection; no duplicate address "
        b"detection",
        b"    preferred-lifetime 0",
        b"    dad-attempts 0",
        b"    post-down ip link del vip0",
    ]
    (vip0,) = after.nodes[0].interfaces
    assert (vip0.kind, vip0.auto, len(vip0.addresses)) == ("dummy", True, 3)
    assert all(own.prefix == host_prefix(own.address) for own in vip0.addresses)
    assert races(after) == []


def test_ipv6_alone_needs_no_arp_settings(tmp_path: Path) -> None:
    of = site(tmp_path, {CFG: b"listen web\n bind [2001:db8::36]:80\n"})

    assert list(files_after(of, "dummy")) == [f"lb1/{INTERFACES}.d/vip0"]


def test_the_next_free_name_is_taken(tmp_path: Path) -> None:
    taken = LO + b"iface vip0 inet manual\niface vip1 inet manual\n"
    of = site(tmp_path, {CFG: PLAIN, INTERFACES: taken})

    assert b"auto vip2\n" in files_after(of, "dummy")[f"lb1/{INTERFACES}"]


def test_the_recipes_stanza_is_corrected_and_kept_byte_for_byte(tmp_path: Path) -> None:
    of = site(tmp_path, {CFG: PLAIN, INTERFACES: RECIPE})

    made = files_after(of, "dummy")

    assert list(made) == [f"lb1/{INTERFACES}", f"lb1/{ARP}"]
    assert made[f"lb1/{INTERFACES}"] == RECIPE.replace(b"255.255.255.0", b"255.255.255.255")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"address 172.22.21.36/24", b"address 172.22.21.36/32"),
        (b"address 172.22.21.36", b"address 172.22.21.36/32"),
        (b"netmask 24\n address 172.22.21.36", b"netmask 32\n address 172.22.21.36"),
        (b"address 172.22.21.36/24\r\n netmask 24\r", b"address 172.22.21.36/32\r\n netmask 32\r"),
        (b"address 172.22.21.36/32\n netmask 24", b"address 172.22.21.36/32\n netmask 32"),
        (b"address 172.22.21.9/32\n up ip addr add 172.22.21.36/24 dev $IFACE",
         b"address 172.22.21.9/32\n up ip addr add 172.22.21.36/32 dev $IFACE"),
        (b"address 172.22.21.36/24\n\niface d inet static\n address 172.22.21.99/24",
         b"address 172.22.21.36/32\n\niface d inet static\n address 172.22.21.99/24"),
    ],
)  # fmt: skip
def test_the_prefix_is_corrected_in_every_form(tmp_path: Path, before: bytes, after: bytes) -> None:
    head = LO + b"iface d inet static\n pre-up ip link add d type dummy\n "
    tail = b"\n# address 172.22.21.36/24\nauto eth0\niface eth0 inet static\n netmask 24\n"
    of = site(tmp_path, {CFG: PLAIN, ARP: QUIET, INTERFACES: head + before + tail})

    assert files_after(of, "dummy") == {f"lb1/{INTERFACES}": head + after + tail}


def test_ipv6_on_the_loopback_is_corrected(tmp_path: Path) -> None:
    lo = b"iface lo inet loopback\niface lo inet6 static\n address 2001:db8::36\n netmask 64\n"
    of = site(tmp_path, {CFG: PLAIN.replace(b"bind", b"# bind"), INTERFACES: lo})

    assert files_after(of, "dummy") == {f"lb1/{INTERFACES}": lo.replace(b"64", b"128")}


def test_the_interface_of_the_vip_is_meant_and_no_other(tmp_path: Path) -> None:
    vips = VIPS.replace(b"172.22.21.36/24", b"172.22.21.36/24 dev bond0.100")
    of = site(tmp_path, {CFG: PLAIN, KEEPALIVED: vips})

    assert lines(files_after(of, "dummy")[f"lb1/{ARP}"], b"net.") == [
        b"net.ipv4.conf.bond0/100.arp_ignore = 1",
        b"net.ipv4.conf.bond0/100.arp_announce = 2",
    ]


def test_settings_that_say_otherwise_are_corrected(tmp_path: Path) -> None:
    other = b"net.ipv4.conf.ens18.arp_ignore = 0\n"
    of = site(tmp_path, {CFG: PLAIN, "etc/sysctl.conf": other})

    made = files_after(of, "dummy")

    assert made["lb1/etc/sysctl.conf"] == b"net.ipv4.conf.ens18.arp_ignore = 1\n"
    assert lines(made[f"lb1/{ARP}"], b"net.") == [b"net.ipv4.conf.ens18.arp_announce = 2"]


def test_loose_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.cfg").write_bytes(PLAIN)
    (tmp_path / "keepalived.conf").write_bytes(VIPS)
    of = load([str(tmp_path / "a.cfg"), str(tmp_path / "keepalived.conf")])

    assert refused(of, "dummy").startswith("dummy writes other files of the node, so it needs")


def test_the_plan_tells_the_price(tmp_path: Path) -> None:
    notes = plan(site(tmp_path, {CFG: PLAIN}), "dummy").notes

    assert notes[0].startswith("kernel settings are in force after `sysctl --system`")
    assert notes[1].startswith("after the kernel settings: `ifup -a` makes a new interface")
    assert notes[2] == (
        "or at once, until the next boot: `ip link add vip0 type dummy && "
        "ip address add 172.22.21.36/32 dev vip0 && ip link set vip0 up`"
    )
    assert notes[3].startswith("the price of dummy: packets that a node sends from the VIP")
