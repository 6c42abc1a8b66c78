# SPDX-License-Identifier: Apache-2.0
"""What stands around the daemons: programs, packages, upgrades, names, settings nobody reads."""

from pathlib import Path

import pytest
from tests.load.nodes import HAPROXY, KEEPALIVED, node, source

CHECK = 'vrrp_script chk {\n    script "%s"\n}\nvrrp_instance VI {\n    interface eth0\n}\n'
SCRIPT = "/etc/keepalived/check.sh"
STATUS = "var/lib/dpkg/status"
APT = "etc/apt/apt.conf.d/"
ON = 'APT::Periodic::Unattended-Upgrade "1";\n'


def test_a_program_is_there_or_missing_where_its_folder_is_known(tmp_path: Path) -> None:
    files = {KEEPALIVED: CHECK % SCRIPT, SCRIPT[1:]: "#!/bin/sh\n"}
    there = node(tmp_path / "a", files).programs[SCRIPT]
    missing = node(tmp_path / "b", {KEEPALIVED: CHECK % SCRIPT}).programs[SCRIPT]
    unknown = node(tmp_path / "c", {KEEPALIVED: CHECK % "/opt/check.sh"}).programs["/opt/check.sh"]

    assert (there.there, missing.there, unknown.there) == (True, False, None)
    assert not there.executable


def test_a_folder_of_the_distribution_says_nothing(tmp_path: Path) -> None:
    loaded = node(tmp_path, {KEEPALIVED: CHECK % "/usr/bin/pgrep", "usr/bin/other": ""})

    assert loaded.programs["/usr/bin/pgrep"].there is None


@pytest.mark.parametrize(
    ("mode", "writable"), [(0o755, None), (0o775, None), (0o757, SCRIPT), (0o777, SCRIPT)]
)
def test_in_a_copy_only_what_everybody_may_write_counts(
    tmp_path: Path, mode: int, writable: str | None
) -> None:
    files = {KEEPALIVED: CHECK % SCRIPT, SCRIPT[1:]: "#!/bin/sh\n"}
    node(tmp_path, files)
    (tmp_path / "lb1" / SCRIPT[1:]).chmod(mode)

    found = node(tmp_path, {}).programs[SCRIPT]

    assert (found.executable, found.writable) == (True, writable)


def test_packages_that_are_installed(tmp_path: Path) -> None:
    status = (
        "Package: haproxy\nStatus: install ok installed\nVersion: 2.6.12-1\n\n"
        "Package: curl\nStatus: deinstall ok config-files\nVersion: 7.88.1\n\n"
        "Package: bash\nStatus: install ok installed\nVersion: 5.2\n"
    )

    assert node(tmp_path / "a", {STATUS: status}).packages == {"haproxy": "2.6.12-1"}
    assert node(tmp_path / "b", {}).packages is None


def test_unattended_upgrades_as_the_last_line_says(tmp_path: Path) -> None:
    kept = 'Unattended-Upgrade::Package-Blacklist {\n  "haproxy";\n  // "kernel";\n};\n'
    on = node(tmp_path / "a", {f"{APT}20auto": ON, f"{APT}50own": kept})
    off = node(tmp_path / "b", {f"{APT}20auto": ON, f"{APT}99off": ON.replace("1", "0")})

    assert on.upgrades is not None
    assert on.upgrades.kept_back == ("haproxy",)
    assert source(on, on.upgrades.place) == ON.strip()
    assert off.upgrades is None


def test_the_hostname_is_the_stated_one(tmp_path: Path) -> None:
    stated = node(tmp_path / "a", {"etc/hostname": "# of the host\nlb1.example.net\n"})

    assert stated.hostname == "lb1.example.net"
    assert node(tmp_path / "b", {}).hostname is None


def test_settings_that_no_boot_reads(tmp_path: Path) -> None:
    line = "net.ipv4.ip_nonlocal_bind = 1\n"
    loaded = node(tmp_path, {"etc/sysctl.d/99-vip": line, "etc/sysctl.d/README.sysctl": "a file\n"})

    assert dict(loaded.sysctls.settings) == {}
    assert loaded.sysctls.unread["net.ipv4.ip_nonlocal_bind"].value == "1"


@pytest.mark.parametrize(("version", "unread"), [("12", False), ("13", True)])
def test_sysctl_conf_counts_where_the_release_links_to_it(
    tmp_path: Path, version: str, unread: bool
) -> None:
    files = {
        "etc/os-release": f"ID=debian\nVERSION_ID={version}\n",
        "etc/sysctl.conf": "net.ipv4.ip_nonlocal_bind=1\n",
    }

    assert bool(node(tmp_path, files).sysctls.unread) is unread


def test_named_files_are_read_and_told_missing(tmp_path: Path) -> None:
    text = "frontend f\n    bind :443 ssl crt /srv/a.pem\n    bind :444 ssl crt /srv/b.pem\n"
    loaded = node(tmp_path, {HAPROXY: text, "srv/a.pem": "a"})

    assert [(ref.path, ref.there) for ref in loaded.named_files] == [
        ("/srv/a.pem", True),
        ("/srv/b.pem", False),
    ]
    assert loaded.files["/srv/a.pem"].data == b"a"


NETWORKS = {
    "": None,
    "PrivateNetwork=yes\n": "a private network",
    "NetworkNamespacePath=/run/netns/edge\n": "edge",
    "ExecStart=\nExecStart=/usr/sbin/ip netns exec edge /usr/sbin/haproxy -Ws\n": "edge",
    "ExecStart=\nExecStart=/usr/bin/docker run --rm haproxy\n": "a container of docker",
    "ExecStart=\nExecStart=/usr/bin/docker run --network host haproxy\n": None,
}


@pytest.mark.parametrize("line", NETWORKS)
def test_the_network_of_a_unit(tmp_path: Path, line: str) -> None:
    drop_in = "etc/systemd/system/haproxy.service.d/own.conf"
    loaded = node(tmp_path, {drop_in: f"[Service]\n{line}"})

    assert loaded.units["haproxy.service"].network == NETWORKS[line]
