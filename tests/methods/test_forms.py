# SPDX-License-Identifier: Apache-2.0
"""Whose files dummy writes: by what the node has, or by what the settings ask for."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.methods.sites import CFG, PLAIN, files_after, lines, plan, races, refused, site

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.load.reload import reload
from holdfast.methods.registry import METHODS
from holdfast.model.change import NewFile
from holdfast.model.settings import Form, Settings
from holdfast.model.site import Site

BOTH = b"listen web\n bind 172.22.21.36:80\n bind [2001:db8::36]:80\n"
ARP = "/etc/sysctl.d/60-vip-arp.conf"
OS = "etc/os-release"
NETWORK = "etc/systemd/network/10-ens18.network"
YAML = "etc/netplan/01.yaml"
KEYFILE = "etc/NetworkManager/system-connections/ens18.nmconnection"
IFCFG = "etc/sysconfig/network-scripts/ifcfg-ens18"
OF_NETWORKD = b"[Match]\nName=ens18\n[Network]\nAddress=172.22.21.10/24\nKeepConfiguration=static\n"
OF_NETPLAN = b"network: {ethernets: {ens18: {addresses: [172.22.21.10/24], critical: true}}}\n"
OF_NM = b"[connection]\ninterface-name=ens18\n[ipv4]\naddress1=172.22.21.10/24\n"
OF_IFCFG = b"DEVICE=ens18\nIPADDR=172.22.21.10\nPREFIX=24\n"
DPKG = "var/lib/dpkg/status"
ROCKY = b"ID=rocky\nVERSION_ID=9.4\n"
CENTOS_7 = b'ID="centos"\nVERSION_ID="7"\n'
NOBLE = b"ID=ubuntu\nVERSION_ID=24.04\n"

IFUPDOWN_FILES = ["/etc/network/interfaces.d/vip0"]
NETWORKD_FILES = ["/etc/systemd/network/60-vip0.netdev", "/etc/systemd/network/60-vip0.network"]
NETPLAN_FILES = ["/etc/netplan/60-vip0.yaml"]
NM_FILES = ["/etc/NetworkManager/system-connections/vip0.nmconnection"]
IFCFG_FILES = [
    "/etc/sysconfig/network-scripts/ifcfg-dummy0",
    "/etc/modules-load.d/dummy.conf",
    "/etc/modprobe.d/zz-dummy.conf",
]


def asking(of: Site, form: Form) -> Site:
    return replace(of, settings=Settings(form=form))


def new_files(of: Site) -> list[str]:
    return [one.path for one in plan(of, "dummy").changes if isinstance(one, NewFile)]


@pytest.mark.parametrize(
    ("files", "written"),
    [
        ({}, IFUPDOWN_FILES),
        ({NETWORK: OF_NETWORKD}, NETWORKD_FILES),
        ({YAML: OF_NETPLAN}, NETPLAN_FILES),
        ({KEYFILE: OF_NM}, NM_FILES),
        ({IFCFG: OF_IFCFG}, IFCFG_FILES),
        ({IFCFG: OF_IFCFG, OS: CENTOS_7}, IFCFG_FILES),
        ({IFCFG: OF_IFCFG, OS: ROCKY}, NM_FILES),
        ({OS: ROCKY}, NM_FILES),
        ({OS: CENTOS_7}, IFCFG_FILES),
        ({OS: NOBLE}, NETPLAN_FILES),
        ({OS: NOBLE, NETWORK: OF_NETWORKD}, NETWORKD_FILES),
        ({NETWORK: OF_NETWORKD.replace(b"ens18", b"ens19"), YAML: OF_NETPLAN}, NETPLAN_FILES),
    ],
)  # fmt: skip
def test_the_tool_that_sets_up_the_interface_of_the_vip_gets_its_files(
    tmp_path: Path, files: Mapping[str, bytes], written: list[str]
) -> None:
    assert new_files(site(tmp_path, {CFG: PLAIN, **files})) == [*written, ARP]


@pytest.mark.parametrize(
    ("form", "files"),
    [
        ("ifupdown", {}),
        ("networkd", {}),
        ("netplan", {OS: NOBLE}),
        ("networkmanager", {}),
        ("ifcfg", {OS: CENTOS_7}),
        ("lo", {}),
        ("lo", {NETWORK: OF_NETWORKD}),
        ("lo", {YAML: OF_NETPLAN}),
    ],
)
def test_what_each_form_writes_is_read_back_and_leaves_no_race(
    tmp_path: Path, form: Form, files: Mapping[str, bytes]
) -> None:
    of = asking(site(tmp_path, {CFG: BOTH, **files}), form)

    after = reload(of, plan(of, "dummy").changes)

    [kept] = [i for i in after.nodes[0].interfaces if i.name in ("vip0", "dummy0", "lo")]
    assert [f"{own.address}/{own.prefix}" for own in kept.addresses] == [
        "172.22.21.36/32",
        "2001:db8::36/128",
    ]
    assert kept.local
    assert races(after) == []
    assert plan(after, "dummy").changes == ()
    assert "vip-on-second-interface-answers-arp" not in {f.rule for f in check(after, RULES)}


def test_before_0_107_netplan_has_a_bridge_without_ports_for_a_dummy(tmp_path: Path) -> None:
    of = asking(site(tmp_path, {CFG: PLAIN}), "netplan")

    made = files_after(of, "dummy")["lb1/etc/netplan/60-vip0.yaml"]

    assert lines(made, b"bridges", b"interfaces") == [b"  bridges:", b"      interfaces: []"]
    after = reload(of, plan(of, "dummy").changes)
    assert [i.kind for i in after.nodes[0].interfaces] == ["bridge"]
    assert races(after) == []


@pytest.mark.parametrize(
    ("version", "kind"),
    [(b"0.106-2+deb12u1", b"bridges"), (b"0.107-5ubuntu2", b"dummy-devices"),
     (b"1.1.2-2", b"dummy-devices")],
)  # fmt: skip
def test_the_package_says_what_netplan_knows(tmp_path: Path, version: bytes, kind: bytes) -> None:
    status = b"Package: netplan.io\nStatus: install ok installed\nVersion: " + version + b"\n"
    of = asking(site(tmp_path, {CFG: PLAIN, OS: NOBLE, DPKG: status}), "netplan")

    assert kind in files_after(of, "dummy")["lb1/etc/netplan/60-vip0.yaml"]


@pytest.mark.parametrize("form", ["netplan", "networkmanager"])
def test_what_only_root_may_read_is_written_so(tmp_path: Path, form: Form) -> None:
    of = asking(site(tmp_path, {CFG: PLAIN}), form)

    [kept] = [c for c in plan(of, "dummy").changes if isinstance(c, NewFile) and "vip0" in c.path]

    assert kept.mode == 0o600


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("etc/systemd/network/20.network",
         b"[Match]\nName=d0\n[Network]\nAddress=172.22.21.36/24\nAddress=10.0.0.1/24\n",
         b"[Match]\nName=d0\n[Network]\nAddress=172.22.21.36/32\nAddress=10.0.0.1/24\n"),
        (YAML, b"network: {dummy-devices: {d0: {addresses: [172.22.21.36/24, 10.0.0.1/24]}}}\n",
         b"network: {dummy-devices: {d0: {addresses: [172.22.21.36/32, 10.0.0.1/24]}}}\n"),
        ("etc/sysconfig/network-scripts/ifcfg-dummy0",
         b"DEVICE=dummy0\nIPADDR=172.22.21.36\nNETMASK=255.255.255.0\nONBOOT=yes\n",
         b"DEVICE=dummy0\nIPADDR=172.22.21.36\nNETMASK=255.255.255.255\nONBOOT=yes\n"),
        ("etc/sysconfig/network-scripts/ifcfg-dummy0",
         b"DEVICE=dummy0\nIPADDR1=10.0.0.1\nPREFIX1=8\nIPADDR2=172.22.21.36\nPREFIX2=24\n",
         b"DEVICE=dummy0\nIPADDR1=10.0.0.1\nPREFIX1=8\nIPADDR2=172.22.21.36\nPREFIX2=32\n"),
        ("etc/sysconfig/network-scripts/ifcfg-dummy0",
         b"DEVICE=dummy0\nIPADDR=172.22.21.36\n",
         b"DEVICE=dummy0\nIPADDR=172.22.21.36\nPREFIX=32\n"),
    ],
)  # fmt: skip
def test_a_wide_prefix_is_corrected_in_every_form(
    tmp_path: Path, path: str, before: bytes, after: bytes
) -> None:
    of = site(tmp_path, {CFG: PLAIN, path: before})

    assert files_after(of, "dummy")[f"lb1/{path}"] == after


def test_an_own_file_of_networkd_for_lo_is_left_to_its_owner(tmp_path: Path) -> None:
    own = b"[Match]\nName=lo\n[Network]\nAddress=10.0.0.1/32\n"
    of = asking(site(tmp_path, {CFG: PLAIN, "etc/systemd/network/1.network": own}), "lo")

    assert refused(of, "dummy") == (
        "lb1: /etc/systemd/network/1.network sets up lo, and networkd reads one file an interface: "
        "add 172.22.21.36 there by hand, or take --form networkd"
    )


def test_what_a_tool_cannot_do_is_refused(tmp_path: Path) -> None:
    old = site(tmp_path / "a", {CFG: BOTH})
    taken = b"DEVICE=dummy0\nIPADDR=10.0.0.1\n"
    red = {CFG: PLAIN, OS: CENTOS_7, "etc/sysconfig/network-scripts/ifcfg-dummy0": taken}

    assert refused(asking(old, "netplan"), "dummy") == (
        "lb1: netplan knows dummy devices from 0.107, and on a bridge without ports, which does "
        "for IPv4, an IPv6 address stays tentative: take --form lo"
    )
    assert refused(site(tmp_path / "b", red), "dummy") == (
        "lb1: dummy0 is there already, and the network scripts can have no other: add 172.22.21.36 "
        "to its file by hand"
    )
    assert refused(asking(site(tmp_path / "c", {CFG: PLAIN, OS: ROCKY}), "ifcfg"), "dummy") == (
        "lb1: rocky 9.4 has no network scripts, which ended with release 8: take --form "
        "networkmanager"
    )
    assert refused(asking(site(tmp_path / "d", {CFG: PLAIN, OS: ROCKY}), "lo"), "dummy") == (
        "lb1: what reads /etc/NetworkManager/system-connections leaves lo alone: name another "
        "--form, or none for a dummy"
    )


def test_a_distribution_of_which_nothing_is_known_is_asked_for(tmp_path: Path) -> None:
    of = site(tmp_path, {CFG: PLAIN, OS: b"ID=arch\n"})

    assert refused(of, "dummy") == (
        "lb1: no file of the node tells what sets up its interfaces, and arch may have anything: "
        "say it with --form, one of ifupdown, networkd, netplan, networkmanager, ifcfg"
    )
    assert new_files(asking(of, "networkd")) == [*NETWORKD_FILES, ARP]


def test_the_loopback_is_had_at_once_by_a_command(tmp_path: Path) -> None:
    of = asking(site(tmp_path, {CFG: PLAIN}), "lo")

    assert plan(of, "dummy").notes[1] == (
        "after the kernel settings: `ip address add 172.22.21.36/32 dev lo`, or a reboot does it "
        "all; then start HAProxy where it is dead; the backup first"
    )


def test_only_dummy_asks_for_a_form(tmp_path: Path) -> None:
    of = asking(site(tmp_path, {CFG: PLAIN}), "networkd")

    transparent = next(method for method in METHODS if method.name == "transparent")

    assert transparent.plan(of) == transparent.plan(replace(of, settings=Settings()))
