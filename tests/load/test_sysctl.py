# SPDX-License-Identifier: Apache-2.0
"""The order and the forms of sysctl.d(5)."""

from pathlib import Path

import pytest
from tests.load.nodes import INTERFACES, KEEPALIVED, Files, node, source

KEY = "net.ipv4.ip_nonlocal_bind"
DEBIAN_13 = {"etc/os-release": "ID=debian\nVERSION_ID=13\n"}


def value(folder: Path, files: Files, key: str = KEY) -> str | None:
    setting = node(folder, files).sysctls.settings.get(key)
    return setting.value if setting is not None else None


@pytest.mark.parametrize(
    "text",
    [
        f"# {KEY} = 1",
        f"; {KEY} = 1",
        f"{KEY}",
        f"-{KEY}",
        f"x{KEY} = 1",
        " = 1",
        "#",
        "",
    ],
)
def test_what_sets_nothing(tmp_path: Path, text: str) -> None:
    assert value(tmp_path, {"etc/sysctl.d/a.conf": text + "\n"}) is None


@pytest.mark.parametrize(
    "text",
    [
        f"{KEY} = 1",
        f"{KEY}=1",
        f"  {KEY}\t=\t1  ",
        f"-{KEY} = 1",
        "net/ipv4/ip_nonlocal_bind = 1",
        f"{KEY} = 0\n{KEY} = 1",
        f"{KEY} = 1\r",
    ],
)
def test_forms(tmp_path: Path, text: str) -> None:
    assert value(tmp_path, {"etc/sysctl.d/a.conf": text}) == "1"


def test_the_place_is_the_setting(tmp_path: Path) -> None:
    lb1 = node(tmp_path, {"etc/sysctl.d/a.conf": f"# x\n -{KEY} = 1 \n"})
    place = lb1.sysctls.settings[KEY].place

    assert place is not None
    assert source(lb1, place) == f"{KEY} = 1"


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({"etc/sysctl.d/a.txt": "1", "etc/sysctl.d/b": "1"}, None),
        ({"etc/sysctl.d/b.conf": "1", "etc/sysctl.d/a.conf": "0"}, "1"),
        ({"etc/sysctl.d/a.conf": "0", "usr/lib/sysctl.d/b.conf": "1"}, "1"),
        ({"etc/sysctl.d/b.conf": "0", "usr/lib/sysctl.d/b.conf": "1"}, "0"),
        ({"run/sysctl.d/b.conf": "1", "usr/lib/sysctl.d/b.conf": "0"}, "1"),
        ({"usr/local/lib/sysctl.d/b.conf": "1", "usr/lib/sysctl.d/b.conf": "0"}, "1"),
        ({"etc/sysctl.d/b.conf": "-> /dev/null", "usr/lib/sysctl.d/b.conf": "1"}, None),
        ({"etc/sysctl.conf": "1"}, "1"),
        ({"etc/sysctl.conf": "1", "etc/sysctl.d/98-x.conf": "0"}, "1"),
        ({"etc/sysctl.conf": "1", "etc/sysctl.d/99-z.conf": "0"}, "0"),
        ({"etc/sysctl.conf": "1", "etc/sysctl.d/99-a.conf": "0"}, "1"),
        ({"etc/sysctl.conf": "1", "etc/sysctl.d/99-sysctl.conf": "-> ../sysctl.conf"}, "1"),
        ({"etc/sysctl.conf": "1", "etc/sysctl.d/99-sysctl.conf": "0"}, "0"),
        ({"etc/sysctl.conf": "1"} | DEBIAN_13, None),
        (
            {"etc/sysctl.conf": "1", "etc/sysctl.d/99-sysctl.conf": "-> ../sysctl.conf"}
            | DEBIAN_13,
            "1",
        ),
    ],
)
def test_order(tmp_path: Path, files: dict[str, str], wanted: str | None) -> None:
    written = {n: f"{KEY} = {t}\n" if t in ("0", "1") else t for n, t in files.items()}

    assert value(tmp_path, written) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("net.ipv4.conf.*.arp_ignore = 1", "1"),
        ("net/ipv4/conf/ens*/arp_ignore = 1", "1"),
        ("net.ipv4.conf.eth*.arp_ignore = 1", None),
        ("net.ipv4.conf.ens18.arp_ignore = 2\nnet.ipv4.conf.*.arp_ignore = 1", "2"),
        ("net.ipv4.conf.*.arp_ignore = 1\n-net.ipv4.conf.ens18.arp_ignore", None),
        ("net.ipv4.conf.*.arp_ignore = 1\nnet.ipv4.conf.ens1?.arp_ignore = 2", "2"),
    ],
)
def test_globs(tmp_path: Path, text: str, wanted: str | None) -> None:
    files = {"etc/sysctl.d/a.conf": text, INTERFACES: "iface ens18 inet dhcp\n"}

    assert value(tmp_path, files, "net.ipv4.conf.ens18.arp_ignore") == wanted


def test_a_glob_reaches_the_interfaces_that_keepalived_names(tmp_path: Path) -> None:
    files = {
        "etc/sysctl.d/a.conf": "net.ipv4.conf.*.arp_ignore = 1\n",
        KEEPALIVED: "vrrp_instance V {\n interface ens18\n}\n",
    }
    settings = node(tmp_path, files).sysctls

    assert settings.ipv4_conf("ens18", "arp_ignore") == 1
    assert "net.ipv4.conf.ens18.arp_ignore" in settings.settings
