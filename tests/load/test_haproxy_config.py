# SPDX-License-Identifier: Apache-2.0
"""Which files HAProxy reads, in what environment, and what sections take from their defaults."""

from pathlib import Path

import pytest
from tests.load.nodes import HAPROXY, binds, messages, node, site

from holdfast.model.site import Node

DEFAULT = "etc/default/haproxy"
DROP_IN = "etc/systemd/system/haproxy.service.d/x.conf"
TWO = "[Service]\nExecStart=\nExecStart=/usr/sbin/haproxy -Ws -f /etc/haproxy/a.cfg -f /etc/b -q\n"


def listens(port: int) -> str:
    return f"listen l{port}\n bind 172.22.21.36:{port}\n"


def ports(node: Node) -> list[int]:
    return [bind.ports[0] for bind in node.haproxy.binds]


def test_a_folder_beside_haproxy_cfg_is_not_read_by_itself(tmp_path: Path) -> None:
    lb1 = node(tmp_path, {HAPROXY: listens(1), "etc/haproxy/conf.d/a.cfg": listens(2)})

    assert ports(lb1) == [1]


def test_several_files_and_a_folder_in_their_order(tmp_path: Path) -> None:
    files = {
        HAPROXY: listens(9),
        DROP_IN: TWO,
        "etc/haproxy/a.cfg": listens(1),
        "etc/b/20.cfg": listens(3),
        "etc/b/10.cfg": listens(2),
        "etc/b/.hidden.cfg": listens(7),
        "etc/b/30.cfg.bak": listens(8),
        "etc/b/sub.cfg/x.cfg": listens(6),
    }
    loaded = site(tmp_path, files)

    assert ports(loaded.nodes[0]) == [1, 2, 3]
    assert loaded.nodes[0].haproxy.paths == (
        "/etc/haproxy/a.cfg",
        "/etc/b/10.cfg",
        "/etc/b/20.cfg",
    )
    assert messages(loaded, tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "CONFIG=/etc/haproxy/other.cfg\n",
        'CONFIG="/etc/haproxy/other.cfg"  \n',
        "# CONFIG=/x\nCONFIG='/etc/haproxy/other.cfg'\n",
        'CONFIG="/etc/haproxy/oth\\\ner.cfg"\n',
    ],
)
def test_the_default_file_names_another(tmp_path: Path, text: str) -> None:
    files = {HAPROXY: listens(1), "etc/haproxy/other.cfg": listens(2), DEFAULT: text}

    assert ports(node(tmp_path, files)) == [2]


def test_extra_options_name_one_more(tmp_path: Path) -> None:
    files = {
        HAPROXY: listens(1),
        "etc/haproxy/conf.d/a.cfg": listens(2),
        DEFAULT: 'EXTRAOPTS="-S /run/haproxy-master.sock -f /etc/haproxy/conf.d"\n',
    }

    assert ports(node(tmp_path, files)) == [1, 2]


def test_a_file_that_is_named_and_not_there(tmp_path: Path) -> None:
    files = {HAPROXY: listens(1), DEFAULT: "CONFIG=/etc/haproxy/gone.cfg\n"}
    loaded = site(tmp_path, files)

    assert messages(loaded, tmp_path) == [
        "lb1/etc/haproxy/gone.cfg: is not there, but haproxy.service starts with it: add it"
    ]


def test_no_haproxy_cfg_is_the_distributions(tmp_path: Path) -> None:
    assert node(tmp_path, {}).haproxy.paths == ()


def test_red_hat_reads_its_folder(tmp_path: Path) -> None:
    files = {
        HAPROXY: listens(1),
        "etc/haproxy/conf.d/a.cfg": listens(2),
        "etc/os-release": 'ID="rocky"\nVERSION_ID="9.3"\n',
    }

    assert ports(node(tmp_path, files)) == [1, 2]


@pytest.mark.parametrize(
    ("line", "addresses"),
    [
        ("bind ${VIP}:80", ["172.22.21.36"]),
        ("bind $VIP:80", ["172.22.21.36"]),
        ('bind "${VIP}:80,${VIP2}:80"', ["172.22.21.36", "172.22.21.37"]),
        ("bind ${VIP3-10.0.0.3}:80", ["10.0.0.3"]),
        ("bind ${VIP-10.0.0.3}:80", ["172.22.21.36"]),
        ("bind ${UNSET}:80", ["None"]),
        ("bind ${GONE}:80", ["None"]),
        ("bind ${PRE}:80", ["10.0.0.9"]),
    ],
)
def test_variables(tmp_path: Path, line: str, addresses: list[str]) -> None:
    files = {
        DEFAULT: "VIP=172.22.21.36\nGONE=10.0.0.1\nPRE=10.0.0.9\n",
        HAPROXY: (
            "global\n setenv VIP2 172.22.21.37\n unsetenv GONE\n presetenv PRE 10.0.0.8\n"
            f"frontend web\n {line}\n"
        ),
    }

    assert [str(bind.address) for bind in node(tmp_path, files).haproxy.binds] == addresses


def test_an_unset_variable_is_not_every_address(tmp_path: Path) -> None:
    assert [(b.address, b.family) for b in binds(tmp_path, "listen a\n bind ${VIP}:80\n")] == [
        (None, None)
    ]


def test_modes(tmp_path: Path) -> None:
    text = (
        "listen a\n"
        "defaults http\n mode http\nfrontend b\nfrontend c\n mode tcp\n"
        "defaults late from http\nfrontend d\n"
        "defaults\n timeout client 1s\nfrontend e\nfrontend f from http\nlisten g from nowhere\n"
    )
    proxies = node(tmp_path, {HAPROXY: text}).haproxy.proxies

    assert [(p.name, p.mode) for p in proxies] == [
        ("a", "tcp"),
        ("b", "http"),
        ("c", "tcp"),
        ("d", "http"),
        ("e", "tcp"),
        ("f", "http"),
        ("g", "tcp"),
    ]
