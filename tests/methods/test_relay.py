# SPDX-License-Identifier: Apache-2.0
"""The files of the relay: what is in them, for whom, and when there are none."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.methods.sites import CFG, INTERFACES, KEEPALIVED, VIPS

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.load.outcome import outcomes
from holdfast.load.reload import reload
from holdfast.load.site import load
from holdfast.methods import dummy, relay
from holdfast.methods.method import Plan, Refused
from holdfast.model.settings import Settings
from holdfast.model.site import Site

TABLE = "etc/holdfast/relay.nft"
SYSCTL = "etc/sysctl.d/60-holdfast-relay.conf"
UNIT = "etc/systemd/system/holdfast-relay.service"
DROP_IN = "etc/systemd/system/haproxy.service.d/holdfast-relay.conf"
NONE: Mapping[str, bytes] = {}
WEB = b"frontend web\n    bind 172.22.21.36:80\n"


def site(
    folder: Path, haproxy: bytes = WEB, nodes: int = 2, more: Mapping[str, bytes] = NONE
) -> Site:
    """lb1, lb2 … with the VIPs of VIPS and own addresses of both families on ens18."""
    for number in range(nodes):
        own = b"iface ens18 inet static\n address 172.22.21.1%d/24\n" % number
        own += b"iface ens18 inet6 static\n address 2001:db8::1%d/64\n" % number
        files = {CFG: haproxy, KEEPALIVED: VIPS, INTERFACES: own} | dict(more)
        for path, data in files.items():
            file = folder / f"lb{number + 1}" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    return load([str(folder)])


def plan(of: Site) -> Plan:
    made = relay.plan(of)
    assert isinstance(made, Plan), made
    return made


def refused(of: Site) -> str:
    made = relay.plan(of)
    assert isinstance(made, Refused), made
    return made.why


def files_after(of: Site) -> dict[str, str]:
    """The files that it changes or makes; it must then want no more."""
    made = plan(of)
    assert plan(reload(of, made.changes)) == Plan()
    return {f"{o.node}{o.path}": o.after.data.decode() for o in outcomes(of, made.changes)}


def taken(table: str) -> list[str]:
    """What the table takes: VIP and port, as it lists them."""
    lists = re.findall(r"daddr \. \w+ dport \{ (.*?) \}", table)
    return [one for listed in lists for one in listed.split(", ")]


def test_every_node_gets_the_table_its_unit_a_setting_and_what_dummy_writes(
    tmp_path: Path,
) -> None:
    of = site(tmp_path)
    made = files_after(of)
    kept = dummy.plan(of)
    assert isinstance(kept, Plan)

    beside = {f"{o.node}{o.path}" for o in outcomes(of, kept.changes)}
    own = {f"{n}/{path}" for n in ("lb1", "lb2") for path in (TABLE, SYSCTL, UNIT, DROP_IN, CFG)}
    assert set(made) == own | beside
    assert made[f"lb1/{SYSCTL}"].endswith("\nnet.ipv4.tcp_fwmark_accept = 1\n")
    assert "\nBefore=haproxy.service keepalived.service\n" in made[f"lb1/{UNIT}"]
    assert made[f"lb1/{DROP_IN}"].endswith("\nWants=holdfast-relay.service\n")


@pytest.mark.parametrize("nodes", [2, 3])
def test_check_has_nothing_to_say_of_it(tmp_path: Path, nodes: int) -> None:
    of = site(tmp_path, nodes=nodes)
    rules = [rule for rule in RULES if rule.file == f"/{TABLE}"]

    assert len(rules) == 4
    assert check(reload(of, plan(of).changes), rules) == []


def test_the_unit_is_read_as_one_that_haproxy_pulls_in(tmp_path: Path) -> None:
    of = site(tmp_path)
    node = reload(of, plan(of).changes).nodes[0]

    unit = node.units["holdfast-relay.service"]
    assert (unit.type, unit.remain_after_exit) == ("oneshot", True)
    assert unit.reload_from == unit.part_of == ("nftables.service",)
    assert unit.name in node.units["haproxy.service"].wants


def test_each_table_names_the_other_node(tmp_path: Path) -> None:
    made = files_after(site(tmp_path))

    for node, peer in (("lb1", "172.22.21.11"), ("lb2", "172.22.21.10")):
        assert re.findall(r"dup to (\S+)", made[f"{node}/{TABLE}"]) == [peer]
        assert f"ip saddr {peer} tcp dport 8405 ip ttl 255" in made[f"{node}/{TABLE}"]


def test_three_nodes_ask_in_a_ring_and_a_packet_goes_once_around(tmp_path: Path) -> None:
    made = files_after(site(tmp_path, nodes=3))

    ring = {n: re.findall(r"dup to \S+\.1(\d)", made[f"lb{n}/{TABLE}"]) for n in (1, 2, 3)}
    assert ring == {1: ["1", "2"], 2: ["2", "0"], 3: ["0", "1"]}
    assert "\n    ip ttl > 4 ip ttl set 4\n" in made[f"lb1/{TABLE}"]
    assert "\n    iifname != @up1 ip ttl > 3 ip ttl set 3\n" in made[f"lb1/{TABLE}"]


def test_every_tcp_port_on_a_vip_is_taken_and_no_other(tmp_path: Path) -> None:
    haproxy = (
        b"frontend web\n bind 172.22.21.36:80,172.22.21.36:443 ssl crt /c\n"
        b" bind quic4@172.22.21.36:443 ssl crt /c\n bind 172.22.21.10:9000\n bind /run/s\n"
        b"listen many\n bind :8000-8010\n bind 172.22.21.37:8005-8020\n"
        b"peers all\n bind 172.22.21.36:10000\n"
    )

    assert taken(files_after(site(tmp_path, haproxy))[f"lb1/{TABLE}"]) == [
        "172.22.21.36 . 80",
        "172.22.21.36 . 443",
        "172.22.21.36 . 8000-8010",
        "172.22.21.37 . 8000-8010",
        "172.22.21.37 . 8011-8020",
    ]


def test_a_port_of_one_node_is_in_both_tables(tmp_path: Path) -> None:
    site(tmp_path)
    (tmp_path / "lb2" / CFG).write_bytes(WEB + b"    bind 172.22.21.36:443 ssl crt /c\n")
    made = files_after(load([str(tmp_path)]))

    assert taken(made[f"lb1/{TABLE}"]) == taken(made[f"lb2/{TABLE}"])
    assert "172.22.21.36 . 443" in taken(made[f"lb1/{TABLE}"])


def test_ipv6_has_the_same_table_in_its_own_words(tmp_path: Path) -> None:
    table = files_after(site(tmp_path, WEB + b"    bind [2001:db8::36]:80\n"))[f"lb1/{TABLE}"]

    four, six = table.split("\n\n", 1)[1].split("\n\ntable ip6 ")
    words = {
        "ip6 ": "ip ", "hoplimit": "ttl", "8000::": "128.0.0.0", "2001:db8::": "172.22.21.",
        "icmpv6": "icmp", "packet-too-big, ": "", "length > 60": "length > 80",
    }  # fmt: skip
    for word, instead in words.items():
        six = six.replace(word, instead)
    assert f"table ip {six}".split() == f"{four}\n".split()


def test_the_heartbeat_is_a_block_at_the_end_of_haproxy_cfg(tmp_path: Path) -> None:
    text = files_after(site(tmp_path))[f"lb1/{CFG}"]

    assert text.startswith(WEB.decode() + "\n# holdfast relay, begin")
    assert "\n    max-spread-checks 300\n" in text
    assert "    bind 172.22.21.10:8405\n" in text
    assert (
        "    server lb2 172.22.21.11:8405 source 172.22.21.10 check port 8405 "
        "inter 200ms fastinter 200ms downinter 200ms\n"
    ) in text
    assert text.endswith("# holdfast relay, end\n")


def test_the_heartbeat_takes_a_port_that_is_free_on_every_node(tmp_path: Path) -> None:
    site(tmp_path)
    (tmp_path / "lb2" / CFG).write_bytes(WEB + b"listen stats\n    bind :8404-8405\n")
    made = files_after(load([str(tmp_path)]))

    assert "172.22.21.10:8406\n" in made[f"lb1/{CFG}"]
    assert "tcp dport 8406" in made[f"lb1/{TABLE}"]


def test_what_was_written_is_put_right_after_a_change_and_nothing_else(tmp_path: Path) -> None:
    of = site(tmp_path)
    for path, text in files_after(of).items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    for node in ("lb1", "lb2"):
        cfg = tmp_path / node / CFG
        cfg.write_text(cfg.read_text().replace(":80\n", ":81\n") + "# more\n")
    cfg = tmp_path / "lb1" / CFG
    cfg.write_text(cfg.read_text().replace("inter 200ms fast", "inter 9s fast"))
    before = cfg.read_text()

    made = files_after(load([str(tmp_path)]))

    assert set(made) == {f"lb1/{TABLE}", f"lb2/{TABLE}", f"lb1/{CFG}"}
    assert taken(made[f"lb1/{TABLE}"]) == ["172.22.21.36 . 81"]
    assert made[f"lb1/{CFG}"] == before.replace("inter 9s fast", "inter 200ms fast")


def test_no_address_of_a_node_s_own_no_relay(tmp_path: Path) -> None:
    of = site(tmp_path, more={INTERFACES: b"auto lo\n"})

    assert refused(of) == (
        "lb1: no file states its own IPv4 address on ens18, to which its peers are to hand packets "
        "for 172.22.21.36: write `addresses: {lb1: {ens18: ADDRESS}}` into holdfast.yaml beside "
        "the nodes, or add the node's network configuration to its folder "
        "(/etc/network/interfaces, netplan …)"
    )


def test_holdfast_yaml_says_what_no_file_does(tmp_path: Path) -> None:
    of = site(tmp_path, more={INTERFACES: b"auto lo\n"})
    stated = Settings(
        addresses={"lb1": {"ens18": "172.22.21.5"}, "lb2": {"ens18": ("172.22.21.6",)}}
    )

    assert "dup to 172.22.21.6 " in files_after(replace(of, settings=stated))[f"lb1/{TABLE}"]


def test_netplan_and_the_peers_unicast_say_it_too(tmp_path: Path) -> None:
    site(tmp_path, more={INTERFACES: b"auto lo\n"})
    netplan = tmp_path / "lb1/etc/netplan/50.yaml"
    netplan.parent.mkdir()
    netplan.write_text("network:\n  ethernets:\n    ens18:\n      addresses: [172.22.21.7/24]\n")
    peer = b"    unicast_peer {\n        172.22.21.8\n    }\n    virtual_router_id 51\n"
    conf = VIPS.replace(b"    virtual_router_id 51\n", peer)
    (tmp_path / "lb1" / KEEPALIVED).write_bytes(conf)
    made = files_after(load([str(tmp_path)]))

    assert "dup to 172.22.21.8 " in made[f"lb1/{TABLE}"]
    assert "dup to 172.22.21.7 " in made[f"lb2/{TABLE}"]


def test_so_does_an_address_that_haproxy_binds_on_one_node_alone(tmp_path: Path) -> None:
    site(tmp_path, more={INTERFACES: b"auto lo\n"})
    for number in (1, 2):
        stats = WEB + b"listen stats\n    bind 172.22.21.9%d:9000\n" % number
        (tmp_path / f"lb{number}" / CFG).write_bytes(stats + b"    bind 127.0.0.1:9000\n")

    assert "dup to 172.22.21.92 " in files_after(load([str(tmp_path)]))[f"lb1/{TABLE}"]


def test_the_source_of_adverts_is_an_own_address(tmp_path: Path) -> None:
    site(tmp_path)
    for number in (1, 2):
        source = b"    unicast_src_ip 172.22.21.9%d\n    virtual_router_id 51\n" % number
        conf = VIPS.replace(b"    virtual_router_id 51\n", source)
        (tmp_path / f"lb{number}" / KEEPALIVED).write_bytes(conf)
        (tmp_path / f"lb{number}" / INTERFACES).write_bytes(b"auto lo\n")

    assert "dup to 172.22.21.92 " in files_after(load([str(tmp_path)]))[f"lb1/{TABLE}"]


@pytest.mark.parametrize(
    ("haproxy", "more", "why"),
    [
        (b"frontend web\n    bind 172.22.21.10:80\n", {}, "no VIP on which HAProxy listens is on"),
        (WEB + b"    http-request set-mark 1\n", {}, "lb1: a rule in /etc/haproxy/haproxy.cfg set"),
        (WEB, {KEEPALIVED: VIPS.replace(b"  state BACKUP", b"  use_vmac")}, "lb1: VI_01 has use_v"),
        (WEB, {DROP_IN: b"[Service]\nPrivateNetwork=yes\n"}, "lb1: HAProxy runs in a private net"),
    ],
)  # fmt: skip
def test_where_it_cannot_work_it_is_refused(
    tmp_path: Path, haproxy: bytes, more: dict[str, bytes], why: str
) -> None:
    assert refused(site(tmp_path, haproxy, more=more)).startswith(why)


def test_nodes_of_different_networks_are_refused(tmp_path: Path) -> None:
    site(tmp_path)
    (tmp_path / "lb2" / INTERFACES).write_bytes(b"iface ens18 inet static\n address 10.9.0.2/24\n")

    assert refused(load([str(tmp_path)])) == (
        "lb1: 10.9.0.2, the own address of lb2, is in no network of its ens18: the relay hands "
        "frames to its peers, so the nodes have to be on one Ethernet segment, which a cloud's "
        "networks are not"
    )


def test_one_node_alone_is_refused(tmp_path: Path) -> None:
    site(tmp_path)

    assert refused(load([str(tmp_path / "lb1")])) == (
        "no VIP on which HAProxy listens is on two of these nodes, so none moves: name the whole "
        "site"
    )


def test_the_notes_say_what_to_run(tmp_path: Path) -> None:
    notes = plan(site(tmp_path)).notes

    assert notes[-3].startswith("relay: the network has to deliver frames with a VIP as source ")
    assert notes[-2].startswith("relay, on each node, the backup first: apt install nftables, ")
    assert notes[-1] == (
        "relay: no firewall may stop TCP port 8405 between the nodes' own addresses"
    )


@pytest.mark.parametrize("log", ["", "    option httplog\n", "    log-format %ci\n"])
def test_haproxy_has_nothing_to_say_about_the_heartbeat(tmp_path: Path, log: str) -> None:
    head = f"global\n    log /dev/log local0\ndefaults\n    log global\n    mode http\n{log}"
    head += "    timeout connect 1s\n    timeout client 1s\n    timeout server 1s\n"
    web = f"{head}frontend web\n    bind 172.22.21.36:80\n    http-request deny\n"
    config = tmp_path / "haproxy.cfg"
    config.write_text(files_after(site(tmp_path, web.encode()))[f"lb1/{CFG}"])
    ran = subprocess.run(
        ["/usr/sbin/haproxy", "-c", "-f", str(config)], capture_output=True, text=True, check=True
    )
    assert "[WARNING]" not in ran.stderr
