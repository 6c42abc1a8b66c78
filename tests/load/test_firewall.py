# SPDX-License-Identifier: Apache-2.0
"""What a node's firewall files surely drop; whatever is not understood drops nothing."""

from pathlib import Path

import pytest
from tests.load.nodes import KEEPALIVED, node, source

from holdfast.load.firewall import barriers

MULTICAST = "virtual_ipaddress {\n172.22.21.36/24\n}\n"
UNICAST = f"unicast_peer {{\n172.22.21.11\n}}\n{MULTICAST}"
IPV6 = "virtual_ipaddress {\nfe80::36/64\n}\n"
AH = f"authentication {{\nauth_type AH\nauth_pass x\n}}\n{MULTICAST}"
OTHER_GROUP = f"mcast_dst_ip 224.0.0.99\n{MULTICAST}"


def dropped(folder: Path, files: dict[str, str], body: str = MULTICAST) -> list[str]:
    """What stands where the advertisement is dropped."""
    instance = f"vrrp_instance V {{\ninterface ens18\nvirtual_router_id 7\n{body}}}\n"
    found = node(folder, {KEEPALIVED: instance, **files})
    barred = barriers(found, found.keepalived.instances[0])
    return [f"{barrier.tool}: {source(found, barrier.place)}" for barrier in barred]


def nft(*rules: str, policy: str = "drop", family: str = "inet", more: str = "") -> dict[str, str]:
    lines = "\n".join(f"        {rule}" for rule in rules)
    hook = f"type filter hook input priority 0; policy {policy};"
    text = f"table {family} filter {{\n{more}    chain in {{\n        {hook}\n{lines}\n    }}\n}}\n"
    return {"etc/nftables.conf": text}


def iptables(*rules: str, policy: str = "DROP") -> dict[str, str]:
    lines = "".join(f"{rule}\n" for rule in rules)
    return {"etc/iptables/rules.v4": f"*filter\n:INPUT {policy} [0:0]\n{lines}COMMIT\n"}


@pytest.mark.parametrize(
    "rule",
    [
        "accept",
        "ip protocol vrrp accept",
        "ip protocol 112 counter accept",
        "ip protocol { tcp, vrrp } accept",
        "ip protocol != tcp accept",
        "ip protocol @known accept",
        "meta l4proto vrrp accept",
        'iifname "ens18" accept',
        'iifname "ens*" accept',
        'iifname != "lo" accept',
        "iifname { lo, ens18 } accept",
        "ip saddr 172.22.21.0/24 accept",
        "ip daddr 224.0.0.18 accept",
        "meta pkttype multicast accept",
        "ct state new,established accept",
        "ct state vmap { new : accept, invalid : drop }",
        "ct state vmap { established : accept, new : jump new_ones }",
        "jump elsewhere",
        "ip saddr vmap { 172.22.21.11 : accept }",
        "iifname vmap { lo : accept, ens18 : jump inside }",
        "ip protocol vmap { tcp : jump tcp_in, vrrp : accept }",
        "iifname . ip saddr { ens18 . 172.22.21.11 } accept",
        "queue num 0",
    ],
)
def test_nftables_may_let_it_in(rule: str, tmp_path: Path) -> None:
    assert dropped(tmp_path, nft(rule)) == []


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "# ip protocol vrrp accept",
        "tcp dport 22 accept",
        "tcp dport { 22, 80 } ct state new accept",
        "udp dport 123 accept",
        "ip protocol icmp accept",
        "meta l4proto { icmp, igmp } accept",
        "iif lo accept",
        'iifname "ens19" accept',
        "ct state established,related accept",
        "ct state { established, related } counter accept",
        "ct state vmap { established : accept, related : accept, invalid : drop }",
        "ip6 nexthdr vrrp accept",
        'tcp dport 22 accept comment "ip protocol vrrp accept"',
        'log prefix "accept vrrp "',
    ],
)
def test_nftables_surely_drops_it(rule: str, tmp_path: Path) -> None:
    assert dropped(tmp_path, nft(rule)) == ["nftables: policy drop"]


def test_a_chain_that_is_jumped_to(tmp_path: Path) -> None:
    services = "    chain services {\n        %s\n    }\n"

    closed = dropped(tmp_path / "a", nft("jump services", more=services % "tcp dport 22 accept"))
    opened = dropped(tmp_path / "b", nft("jump services", more=services % "ip protocol 112 accept"))

    assert (closed, opened) == (["nftables: policy drop"], [])


def test_a_last_rule_that_drops_and_one_before_which_it_may_leave(tmp_path: Path) -> None:
    last = dropped(tmp_path / "a", nft("tcp dport 22 accept", "counter drop", policy="accept"))
    left = dropped(tmp_path / "b", nft("ip saddr 10.0.0.1 return", "drop", policy="accept"))
    some = dropped(tmp_path / "c", nft("ct state invalid drop", policy="accept"))

    assert (last, left, some) == (["nftables: counter drop"], [], [])


@pytest.mark.parametrize(
    ("family", "body", "found"),
    [
        ("ip", MULTICAST, ["nftables: policy drop"]),
        ("ip6", MULTICAST, []),
        ("ip6", IPV6, ["nftables: policy drop"]),
        ("inet", IPV6, ["nftables: policy drop"]),
        ("arp", MULTICAST, []),
        ("inet", AH, []),
        ("inet", OTHER_GROUP, []),
    ],
)
def test_families_and_what_is_not_the_usual_packet(
    family: str, body: str, found: list[str], tmp_path: Path
) -> None:
    assert dropped(tmp_path, nft(family=family), body) == found


def test_for_unicast_an_answer_may_be_established(tmp_path: Path) -> None:
    established = nft("ct state established accept")

    assert dropped(tmp_path / "a", established, UNICAST) == []
    assert dropped(tmp_path / "b", nft(), UNICAST) == ["nftables: policy drop"]


@pytest.mark.parametrize(
    "text",
    [
        'include "/etc/nftables.d/*.conf"\n',
        "define peers = { 172.22.21.11 }\n",
        "add rule inet filter in ip protocol vrrp accept\n",
    ],
)
def test_a_file_that_does_not_say_all(text: str, tmp_path: Path) -> None:
    [(path, chain)] = nft().items()

    assert dropped(tmp_path, {path: text + chain}) == []


@pytest.mark.parametrize(
    "rule",
    [
        "-A INPUT -p vrrp -j ACCEPT",
        "-A INPUT -p 112 -j ACCEPT",
        "-A INPUT -i ens18 -j ACCEPT",
        "-A INPUT -i ens+ -j ACCEPT",
        "-A INPUT -s 172.22.21.11/32 -j ACCEPT",
        "-A INPUT -d 224.0.0.0/8 -j ACCEPT",
        "-A INPUT ! -p tcp -j ACCEPT",
        "-A INPUT -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT",
        "-A INPUT -m addrtype --dst-type MULTICAST -j ACCEPT",
        "-A INPUT -j MY_RULES",
    ],
)
def test_iptables_may_let_it_in(rule: str, tmp_path: Path) -> None:
    assert dropped(tmp_path, iptables(rule)) == []


@pytest.mark.parametrize(
    "rule",
    [
        "-A INPUT -p tcp --dport 22 -j ACCEPT",
        "-A INPUT -i lo -j ACCEPT",
        "-A INPUT -d 224.0.0.251/32 -j ACCEPT",
        "-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT",
        "-A OUTPUT -p vrrp -j ACCEPT",
        "# -A INPUT -p vrrp -j ACCEPT",
    ],
)
def test_iptables_surely_drops_it(rule: str, tmp_path: Path) -> None:
    assert dropped(tmp_path, iptables(rule)) == ["iptables: :INPUT DROP [0:0]"]


def test_an_iptables_chain_that_ends_with_a_reject(tmp_path: Path) -> None:
    rules = ("-A INPUT -p tcp -j ACCEPT", "-A INPUT -j REJECT --reject-with icmp-host-prohibited")

    assert dropped(tmp_path, iptables(*rules, policy="ACCEPT")) == [f"iptables: {rules[1]}"]


def test_other_tables_do_not_count(tmp_path: Path) -> None:
    text = "*nat\n:INPUT DROP [0:0]\nCOMMIT\n*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n"

    assert dropped(tmp_path, {"etc/iptables/rules.v4": text}) == []


def test_a_rule_that_only_the_running_kernel_has_is_seen(tmp_path: Path) -> None:
    running = {"ruleset.nft": nft("counter packets 3 bytes 60")["etc/nftables.conf"]}
    open_file = nft("accept")

    assert dropped(tmp_path / "a", running) == ["nftables: policy drop"]
    assert dropped(tmp_path / "b", open_file | running) == ["nftables: policy drop"]
    assert dropped(tmp_path / "c", open_file) == []
