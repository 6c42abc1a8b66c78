# SPDX-License-Identifier: Apache-2.0
"""A distance between nodes: frames take their time, all of them arrive, in order and whole."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from tests.lab.pair import bare, lab_of

from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.lab import Lab
from holdfast.lab.loss import Loss
from holdfast.lab.spec import NodeFile

pytestmark = pytest.mark.lab

DELAY_MS = 30.0
LB2 = "172.22.21.11"
PROGRAM = b"""\
import hashlib, json, socket, sys, time

def udp(port):
    end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    end.bind(("", port))
    end.settimeout(8)
    return end

def echo():
    end = udp(7000)
    open("/run/ready", "w").close()
    while True:
        end.sendto(*end.recvfrom(2048))

def ping(address, times):
    end, found = udp(0), []
    end.settimeout(1)
    for number in range(int(times)):
        begun = time.monotonic()
        end.sendto(b"%d" % number, (address, 7000))
        try:
            end.recvfrom(2048)
        except TimeoutError:
            continue
        found.append((time.monotonic() - begun) * 1000)
    return found

def burst(address):
    end = udp(0)
    for number in range(500):
        end.sendto(b"%d" % number, (address, 7000))
    return [int(end.recvfrom(2048)[0]) for _ in range(500)]

def note():
    end = udp(7002)
    end.settimeout(None)
    open("/run/ready", "w").close()
    while True:
        with open("/run/heard", "ab", 0) as heard:
            heard.write(end.recv(2048))

def take():
    server = socket.create_server(("", 7001))
    open("/run/ready", "w").close()
    end, _ = server.accept()
    digest = hashlib.sha256()
    while data := end.recv(1 << 20):
        digest.update(data)
    open("/run/digest", "w").write(digest.hexdigest())

def give(address):
    data = bytes(range(256)) * 16384
    with socket.create_connection((address, 7001), 8) as end:
        end.sendall(data)
    return hashlib.sha256(data).hexdigest()

answer = globals()[sys.argv[1]](*sys.argv[2:])
print(json.dumps(answer))
"""


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    files = {"/program.py": NodeFile(PROGRAM)}
    nodes = (bare("lb1", files=files), bare("lb2", files=files))
    with Lab(replace(lab_of(*nodes), delay_ms=DELAY_MS)) as lab:
        lab.boot()
        begin(lab, "lb2", "echo")
        yield lab


def begin(lab: Lab, node: str, what: str) -> None:
    """Let a program of the node begin, and wait until it can be asked."""
    lab.run(node, "rm", "-f", "/run/ready")
    lab.run(node, "sh", "-c", f"python3 /program.py {what} >/dev/null 2>&1 &")
    eventually(lab, lambda: lab.run(node, "test", "-e", "/run/ready").status == 0)


def eventually(lab: Lab, probe: Callable[[], bool]) -> None:
    lab.eventually(probe, within=SETTLE_MS, what="that it is so")


def ask(lab: Lab, node: str, *words: str) -> Any:
    ran = lab.run(node, "/usr/bin/python3", "/program.py", *words)
    assert ran.status == 0, ran.output
    return json.loads(ran.output)


def test_there_and_back_take_twice_the_delay_or_longer(lab: Lab) -> None:
    found = ask(lab, "lb1", "ping", LB2, "5")
    assert len(found) == 5
    assert min(found) >= 2 * DELAY_MS


def test_frames_keep_their_order(lab: Lab) -> None:
    assert ask(lab, "lb1", "burst", LB2) == list(range(500))


def test_large_segments_arrive_with_the_checksums_that_a_card_would_have_made(lab: Lab) -> None:
    begin(lab, "lb2", "take")
    sent = ask(lab, "lb1", "give", LB2)
    eventually(lab, lambda: lab.run("lb2", "cat", "/run/digest").output == sent)


def test_what_is_lost_between_nodes_is_lost_on_the_long_way_too(lab: Lab) -> None:
    lab.lose(Loss("lb1", "lb2"))
    assert ask(lab, "lb1", "ping", LB2, "1") == []
    lab.lose()
    assert len(ask(lab, "lb1", "ping", LB2, "1")) == 1


def test_what_counts_is_whether_a_frame_was_lost_when_it_was_sent(lab: Lab) -> None:
    def say(word: str) -> None:
        said = lab.run("lb1", "/bin/bash", "-c", f"echo {word} >/dev/udp/{LB2}/7002")
        assert said.status == 0, said.output

    def heard() -> list[str]:
        return lab.run("lb2", "cat", "/run/heard").output.split()

    begin(lab, "lb2", "note")
    say("before")
    lab.lose(Loss("lb1", "lb2"))
    say("meanwhile")
    lab.lose()
    say("after")
    eventually(lab, lambda: "after" in heard())
    assert heard() == ["before", "after"]


def test_a_node_that_was_without_power_is_reached_again(lab: Lab) -> None:
    lab.power_off("lb2")
    assert ask(lab, "lb1", "ping", LB2, "1") == []
    lab.boot("lb2")
    begin(lab, "lb2", "echo")
    assert min(ask(lab, "lb1", "ping", LB2, "3")) >= 2 * DELAY_MS


def test_a_cable_that_was_pulled_carries_again(lab: Lab) -> None:
    lab.set_link("lb2", "ens18", "down")
    assert ask(lab, "lb1", "ping", LB2, "1") == []
    lab.set_link("lb2", "ens18", "up")
    eventually(lab, lambda: ask(lab, "lb1", "ping", LB2, "1") != [])
