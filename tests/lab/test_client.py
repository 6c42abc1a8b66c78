# SPDX-License-Identifier: Apache-2.0
"""The client and the world over IPv6 and TLS, and what they make of what is not right."""

from collections.abc import Iterator

import pytest
from tests.lab.pair import HAPROXY

from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.hub.network import mac_of
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.spec import Backend, Client, Interface, LabSpec, Node, NodeFile, World
from holdfast.lab.traffic import Download, Target, failed, outage_ms, requests
from holdfast.lab.world.certificate import self_signed

pytestmark = pytest.mark.lab

CONFIG = b"""\
global
    maxconn 1000

defaults
    mode http
    timeout connect 1s
    timeout client 9s
    timeout server 9s

frontend secure
    bind [fd00:21::36]:443 ssl crt /etc/haproxy/site.pem
    default_backend back

frontend near
    bind :::83
    http-request return status 200

frontend down
    bind [fd00:21::36]:81
    default_backend nobody

backend back
    server web1 [fd00:21::101]:443 ssl verify none check

backend nobody
"""


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    files = {
        "/etc/haproxy/haproxy.cfg": NodeFile(CONFIG),
        "/etc/haproxy/site.pem": NodeFile(self_signed("www.example.org"), 0o600),
    }
    addresses = ("fd00:21::10/64", "fd00:21::36/64", "fe80::36/64")
    card = Interface("ens18", "lan", addresses, mac="52:54:00:00:00:01")
    spec = LabSpec(
        (Node("lb1", files, (card,), units=(HAPROXY,)),),
        client=Client((Interface("eth0", "lan", ("fd00:21::12/64",)),)),
        world=World(
            (Interface("eth0", "lan", ("fd00:21::1/64",)),),
            backends=(Backend("fd00:21::101", (443,)),),
        ),
    )
    with Lab(spec) as lab:
        lab.boot()
        lab.eventually(
            lambda: (
                (unit := lab.unit_states().get(("lb1", "haproxy.service")))
                and unit.phase == "running"
            ),
            within=SETTLE_MS,
            what="haproxy",
        )
        yield lab


def test_requests_and_downloads_over_ipv6_and_tls(lab: Lab) -> None:
    target = Target("fd00:21::36", 443, tls=True, host="www.example.org")
    since = now_ms()
    lab.start_traffic([target], Download(target, size=20_000, seconds=0.2))
    lab.eventually(
        lambda: [run for run in lab.traffic().downloads if run.state == "whole"],
        within=SETTLE_MS,
        what="a whole download",
    )
    seen = lab.stop_traffic().samples[0]
    assert requests(seen, since, now_ms()) > 3
    assert failed(seen, since, now_ms()) == 0


def test_refused_and_503_are_failures_that_do_not_flood(lab: Lab) -> None:
    refused, down = Target("fd00:21::36", 82), Target("fd00:21::36", 81)
    since = now_ms()
    lab.start_traffic([refused, down])
    lab.eventually(
        lambda: all(len(one.ok) > 20 for one in lab.traffic().samples),
        within=SETTLE_MS,
        what="20 requests each",
    )
    until = now_ms()
    for seen in lab.stop_traffic().samples:
        count = requests(seen, since, until)
        assert failed(seen, since, until) == count
        assert count <= (until - since) / 5 + 1
        assert outage_ms(seen, since, until) is None


def test_silence_is_a_failure_after_a_second_and_is_asked_beside(lab: Lab) -> None:
    lab.set_link("lb1", "ens18", "down")
    lab.start_traffic([Target("fd00:21::36", 443, tls=True)])
    lab.eventually(lambda: lab.traffic().samples[0].ok, within=SETTLE_MS, what="one failure")
    lab.set_link("lb1", "ens18", "up")
    lab.eventually(lambda: any(lab.traffic().samples[0].ok), within=SETTLE_MS, what="an answer")
    seen = lab.stop_traffic().samples[0]
    assert 990 < seen.end_ms[0] - seen.start_ms[0] < 1500
    openings = sorted(seen.start_ms)[:50]
    assert 5 < (openings[-1] - openings[0]) / 49 < 30


def test_neighbour_solicitation_finds_the_owner(lab: Lab) -> None:
    assert lab.arp("fd00:21::36") == (mac_of("lb1", lab.spec.nodes[0].interfaces[0]),)
    assert lab.arp("fd00:21::99") == ()
    assert lab.owners("fd00:0021:0::36") == ("lb1",)


def test_a_link_local_address_is_asked_on_its_wire(lab: Lab) -> None:
    lab.start_traffic([Target("fe80::36", 83, card="eth0")])
    lab.eventually(lambda: any(lab.traffic().samples[0].ok), within=SETTLE_MS, what="an answer")
    lab.stop_traffic()
    own = mac_of("lb1", lab.spec.nodes[0].interfaces[0])
    assert lab.arp("fe80::36", card="eth0") == (own,)
    assert lab.arp("fe80::99", card="eth0") == ()
