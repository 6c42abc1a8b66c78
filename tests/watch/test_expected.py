# SPDX-License-Identifier: Apache-2.0
"""What a node is asked by the site's files."""

import shutil
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path

from click.testing import CliRunner
from tests.watch.running import PAIR, SOCKET, VIP, pair

from holdfast.cli.main import holdfast
from holdfast.load.site import load
from holdfast.watch.expected import expected

ADDRESSES = "addresses:\n  lb1: {ens18: 172.22.21.10}\n  lb2: {ens18: 172.22.21.11}\n"


def test_files_sockets_and_what_listens() -> None:
    _, known = pair()
    lb1 = known["lb1"]

    assert lb1.asked.files == (
        "/etc/haproxy/haproxy.cfg",
        "/etc/keepalived/haproxy-answers",
        "/etc/keepalived/keepalived.conf",
        "/etc/systemd/system/keepalived.service.d/restart.conf",
    )
    assert (
        lb1.hashes["/etc/haproxy/haproxy.cfg"]
        == sha256((PAIR / "lb1/etc/haproxy/haproxy.cfg").read_bytes()).hexdigest()
    )
    assert lb1.asked.sockets == (SOCKET,)
    assert lb1.services == ((ip_address(VIP), 80),)
    assert (lb1.relay, lb1.peers, lb1.asked.sets) == (False, {}, ())


def test_what_collect_wrote_beside_the_files_is_no_file_of_the_host(tmp_path: Path) -> None:
    folder = tmp_path / "pair"
    shutil.copytree(PAIR, folder)
    (folder / "lb1/facts.json").write_text('{"version": 0}')
    (folder / "lb1/ruleset.nft").write_text("table ip x {\n}\n")
    site = load([str(folder)])

    assert expected(site, site.nodes[0], dump=True).hashes == pair()[1]["lb1"].hashes


def test_whose_heartbeat_is_in_which_set(tmp_path: Path) -> None:
    folder = tmp_path / "pair"
    shutil.copytree(PAIR, folder)
    (folder / "holdfast.yaml").write_text(ADDRESSES)
    done = CliRunner().invoke(holdfast, ["fix", str(folder), "--relay"])
    assert done.exit_code == 0, done.output
    stated = load([str(folder)])

    lb1 = expected(stated, stated.nodes[0], dump=True)

    assert (lb1.relay, lb1.peers, lb1.asked.sets) == (
        True,
        {("ip", "up1"): "lb2"},
        (("ip", "up1"),),
    )
