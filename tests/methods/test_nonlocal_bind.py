# SPDX-License-Identifier: Apache-2.0
"""The sysctl of each family that is needed, and no two lines that contradict each other."""

from pathlib import Path

import pytest
from tests.methods.sites import CFG, PLAIN, VIPS, files_after, one, plan, races, refused, site

from holdfast.load.reload import reload
from holdfast.load.site import load

PATH = "etc/sysctl.d/60-vip-nonlocal-bind.conf"
IPV4 = b"net.ipv4.ip_nonlocal_bind = 1\n"
IPV6 = b"net.ipv6.ip_nonlocal_bind = 1\n"
PLAIN_IPV6 = b"frontend web\n    bind [2001:db8::36]:80\n"


@pytest.mark.parametrize(
    "files",
    [
        {CFG: PLAIN, "etc/sysctl.conf": IPV4},
        {CFG: PLAIN, "etc/sysctl.d/1.conf": b"net/ipv4/ip_nonlocal_bind=1"},
        {CFG: PLAIN[:-1] + b" transparent\n", PATH: b"net.ipv4.ip_nonlocal_bind=0"},
    ],
)
def test_a_site_that_needs_nothing_gets_an_empty_plan(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    assert plan(site(tmp_path, files), "nonlocal-bind").changes == ()


@pytest.mark.parametrize(
    ("cfg", "settings"),
    [(PLAIN, IPV4), (PLAIN_IPV6, IPV6), (PLAIN + PLAIN_IPV6, IPV4 + IPV6)],
)
def test_a_new_file_sets_the_families_needed(tmp_path: Path, cfg: bytes, settings: bytes) -> None:
    of = site(tmp_path, {CFG: cfg})

    assert one(files_after(of, "nonlocal-bind"), PATH) == (
        b"# HAProxy binds the VIP before this node has it (ip_nonlocal_bind, kernel documentation,"
        b"\n# networking/ip-sysctl). IPv4 and IPv6 have a setting each.\n" + settings
    )
    assert races(reload(of, plan(of, "nonlocal-bind").changes)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"net.ipv4.ip_nonlocal_bind = 0\n", b"net.ipv4.ip_nonlocal_bind = 1\n"),
        (b"net.ipv4.ip_nonlocal_bind=0", b"net.ipv4.ip_nonlocal_bind=1"),
        (b"a=1\r\n-net/ipv4/ip_nonlocal_bind\t= 0 \r\nb=2\r\n",
         b"a=1\r\n-net/ipv4/ip_nonlocal_bind\t= 1 \r\nb=2\r\n"),
        (b"net.ipv4.ip_nonlocal_bind =\n", b"net.ipv4.ip_nonlocal_bind =1\n"),
        (b"# net.ipv4.ip_nonlocal_bind = 0\n" + IPV4 + b"net.ipv4.ip_nonlocal_bind = 00",
         b"# net.ipv4.ip_nonlocal_bind = 0\n" + IPV4 + b"net.ipv4.ip_nonlocal_bind = 1"),
    ],
)  # fmt: skip
def test_another_value_is_corrected_where_it_stands(
    tmp_path: Path, before: bytes, after: bytes
) -> None:
    path = "etc/sysctl.d/99-vip.conf"
    of = site(tmp_path, {CFG: PLAIN, path: before})

    assert one(files_after(of, "nonlocal-bind"), path) == after


def test_every_line_that_says_otherwise_is_corrected(tmp_path: Path) -> None:
    other = b"net.ipv4.ip_nonlocal_bind = 0\n"
    of = site(tmp_path, {CFG: PLAIN, "etc/sysctl.conf": other, "etc/sysctl.d/10-a.conf": other})

    assert files_after(of, "nonlocal-bind") == {
        "lb1/etc/sysctl.conf": IPV4,
        "lb1/etc/sysctl.d/10-a.conf": IPV4,
    }


def test_a_file_of_ours_gets_the_family_it_lacks(tmp_path: Path) -> None:
    of = site(tmp_path, {CFG: PLAIN_IPV6, PATH: b"net.ipv4.ip_nonlocal_bind = 1"})

    assert one(files_after(of, "nonlocal-bind"), PATH).startswith(
        b"net.ipv4.ip_nonlocal_bind = 1\n# HAProxy binds"
    )


def test_a_package_that_says_otherwise_is_overruled_not_edited(tmp_path: Path) -> None:
    package = {"usr/lib/sysctl.d/99-package.conf": b"net.ipv4.ip_nonlocal_bind = 0\n"}
    of = site(tmp_path, {CFG: PLAIN, **package})

    assert list(files_after(of, "nonlocal-bind")) == ["lb1/etc/sysctl.d/zz-vip-nonlocal-bind.conf"]
    assert races(reload(of, plan(of, "nonlocal-bind").changes)) == []


def test_loose_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.cfg").write_bytes(PLAIN)
    (tmp_path / "keepalived.conf").write_bytes(VIPS)
    of = load([str(tmp_path / "a.cfg"), str(tmp_path / "keepalived.conf")])

    assert refused(of, "nonlocal-bind") == (
        "nonlocal-bind writes other files of the node, so it needs the node's folder: "
        "holdfast fix lb1=DIR lb2=DIR --method nonlocal-bind"
    )


def test_the_plan_says_when_it_is_in_force_and_where_not(tmp_path: Path) -> None:
    assert plan(site(tmp_path, {CFG: PLAIN}), "nonlocal-bind").notes == (
        "kernel settings are in force after `sysctl --system` or a reboot; a container or a "
        "network namespace has its own and does not see these",
        "then, where HAProxy is dead: systemctl reset-failed haproxy; systemctl start haproxy",
    )
