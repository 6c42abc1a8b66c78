# SPDX-License-Identifier: Apache-2.0
"""The small pure parts: exit statuses, users, sysctl keys, ip's lines, kernel and HTTP messages."""

import socket
import struct

import pytest
from tests.lab.pair import lab_of, node

from holdfast.lab.client import arp
from holdfast.lab.client.requester import is_answer
from holdfast.lab.hub.network import backend_lines, cable_lines, host_lines, mac_of
from holdfast.lab.node.address_watch import AddressMessage, parse
from holdfast.lab.node.sysctls import key_path
from holdfast.lab.node.users import distribution_passwd, map_group, map_passwd
from holdfast.lab.services import notify_socket
from holdfast.lab.services.exit_status import ExitStatus, result_of, signal_number
from holdfast.lab.services.processes import Process, members
from holdfast.lab.services.restart_policy import restarts
from holdfast.lab.services.systemctl import parse as parse_systemctl
from holdfast.lab.spec import Interface, Route
from holdfast.lab.world.backend_server import answer_to, closes_after


@pytest.mark.parametrize(
    ("end", "success", "result"),
    [
        (ExitStatus(0), (), "success"),
        (ExitStatus(0, 15), (), "success"),
        (ExitStatus(143), ("143",), "success"),
        (ExitStatus(0, 9), ("SIGKILL",), "success"),
        (ExitStatus(143), (), "exit-code"),
        (ExitStatus(0, 9), (), "signal"),
        (ExitStatus(0, 11, True), (), "core-dump"),
    ],
)
def test_results_of_a_daemon(end: ExitStatus, success: tuple[str, ...], result: str) -> None:
    assert result_of(end, success, daemon=True) == result


def test_a_command_that_is_terminated_has_failed() -> None:
    assert result_of(ExitStatus(0, 15), (), daemon=False) == "signal"


def test_signals_by_any_name() -> None:
    assert [signal_number(name) for name in ("SIGUSR2", "usr2", "12")] == [12, 12, 12]
    with pytest.raises(ValueError, match="SIGNOPE"):
        signal_number("SIGNOPE")


def test_restart_policies() -> None:
    table = {
        "no": (False, False, False, False),
        "on-success": (True, False, False, False),
        "on-failure": (False, True, True, True),
        "on-abnormal": (False, False, True, True),
        "on-abort": (False, False, True, False),
        "always": (True, True, True, True),
    }
    for policy, expected in table.items():
        results = ("success", "exit-code", "signal", "timeout")
        assert tuple(restarts(policy, result) for result in results) == expected  # type: ignore[arg-type]


def test_every_id_becomes_the_only_one_and_other_lines_stay() -> None:
    assert map_passwd(b"root:x:0:0::/:/bin/sh\nbob:x:7:8:B:/h:/s\n#x\n+::\nlast:x:1:2:::") == (
        b"root:x:0:0::/:/bin/sh\nbob:x:0:0:B:/h:/s\n#x\n+::\nlast:x:0:0:::"
    )
    assert map_group(b"g:x:12:a,b\n") == b"g:x:0:a,b\n"


def test_stock_debian_has_haproxy_but_no_keepalived_script() -> None:
    names = [line.split(b":")[0] for line in distribution_passwd().splitlines()]
    assert names[0] == b"root"
    assert b"haproxy" in names
    assert b"keepalived_script" not in names


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("net.ipv4.ip_forward", "net/ipv4/ip_forward"),
        ("net/ipv4/conf/eth0.1/rp_filter", "net/ipv4/conf/eth0.1/rp_filter"),
        ("net.ipv4.conf.eth0/1.rp_filter", "net/ipv4/conf/eth0.1/rp_filter"),
    ],
)
def test_sysctl_keys(key: str, path: str) -> None:
    assert key_path(key) == path


def test_a_card_without_a_mac_gets_its_own_for_ever() -> None:
    card = Interface("ens18", "lan")
    assert mac_of("lb1", card) == mac_of("lb1", card) != mac_of("lb2", card)
    assert mac_of("lb1", card).startswith("02:")
    assert mac_of("lb1", Interface("ens18", "lan", mac="52:54:00:AB:cd:01")) == "52:54:00:ab:cd:01"


def test_the_lines_of_a_host() -> None:
    card = Interface("ens18", "lan", ("10.0.0.1/24", "fd00::1/64"))
    assert host_lines([card], [Route("default", via="10.0.0.9"), Route("fd01::/64", dev="x")]) == [
        "link set dev lo up",
        "addr replace 10.0.0.1/24 dev ens18",
        "addr replace fd00::1/64 dev ens18 nodad",
        "link set dev ens18 up",
        "route add default via 10.0.0.9",
        "route add fd01::/64 dev x",
    ]
    lines = cable_lines(lab_of(node("lb1")), "lb1", 0, [card], 42)
    mac = mac_of("lb1", card)
    assert lines[0] == f"link add name port0.0 type veth peer name ens18 address {mac} netns 42"
    assert lines[2] == "link set dev port0.0 master segment0 up"


def test_backends_are_addresses_of_the_world() -> None:
    assert backend_lines(["10.0.0.5", "fd00::5"], "eth0") == [
        "route add local 10.0.0.5/32 dev lo",
        "addr add fd00::5/128 dev eth0 nodad preferred_lft 0",
    ]


def test_a_unit_has_the_processes_of_its_id_and_session_and_their_children() -> None:
    processes = [
        Process(5, 1, 5, "a"),
        Process(6, 5, 6, "a"),
        Process(7, 6, 6, ""),
        Process(8, 1, 8, "b"),
        Process(9, 1, 4, ""),
        Process(10, 1, 10, ""),
    ]
    assert members({"a"}, {4}, processes) == [5, 6, 7, 9]
    assert members({"c"}, (), processes) == []


def address_message(kind: int, prefix: int, index: int, address: str) -> bytes:
    raw = socket.inet_aton(address)
    body = struct.pack("=BBBBi", socket.AF_INET, prefix, 0, 0, index)
    body += struct.pack("=HH", 8, 1) + b"\1\1\1\1" + struct.pack("=HH", 8, 2) + raw
    return struct.pack("=LHHLL", 16 + len(body), kind, 0, 0, 0) + body


def test_the_kernels_address_messages() -> None:
    data = address_message(20, 24, 3, "10.0.0.7") + address_message(21, 32, 4, "10.0.0.8")
    assert list(parse(data + b"junk")) == [
        AddressMessage(3, "10.0.0.7/24", True),
        AddressMessage(4, "10.0.0.8/32", False),
    ]


def test_an_arp_answer_counts_only_for_its_address() -> None:
    card = arp.Card("eth0", b"\2\0\0\0\0\1", ("10.0.0.2",))
    question = arp.question(card, "10.0.0.7")
    assert arp.answering_mac(question, "10.0.0.7") == ""
    answer = bytearray(question)
    answer[21] = 2
    answer[22:28] = bytes.fromhex("0268aabbccdd")
    answer[28:32] = socket.inet_aton("10.0.0.7")
    assert arp.answering_mac(bytes(answer), "10.0.0.7") == "02:68:aa:bb:cc:dd"
    assert arp.answering_mac(bytes(answer), "10.0.0.8") == ""


def test_what_counts_as_an_answer() -> None:
    assert is_answer(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nx")
    assert is_answer(b"HTTP/1.0 404 no\r\n\r\n")
    assert not is_answer(b"HTTP/1.1 503 no\r\n\r\n")
    assert not is_answer(b"HTTP/1.1 200 OK\r\nA: b\r\n")
    assert not is_answer(b"SSH-2.0-x\r\n\r\n")
    assert not is_answer(b"")


def test_when_a_backend_closes() -> None:
    assert not closes_after(b"GET / HTTP/1.1\r\nHost: a\r\n")
    assert closes_after(b"GET / HTTP/1.1\r\nConnection: close\r\n")
    assert closes_after(b"OPTIONS / HTTP/1.0\r\n")
    assert not closes_after(b"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n")
    assert answer_to(b"GET / HTTP/1.1\r\n", 5).startswith(b"HTTP/1.1 200 OK\r\n")


def test_systemctl_command_lines() -> None:
    request = parse_systemctl(["-q", "kill", "-s", "USR1", "--kill-whom=main", "haproxy"])
    assert (request.verb, request.units) == ("kill", ("haproxy",))
    assert request.values == {"signal": "USR1", "whom": "main"}
    assert request.flags == {"--quiet"}
    assert parse_systemctl([]).verb == "list-units"


def test_notifications() -> None:
    assert notify_socket.parse(b"READY=1\nMAINPID=7\nnoise\n") == {"READY": "1", "MAINPID": "7"}
