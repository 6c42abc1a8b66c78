# SPDX-License-Identifier: Apache-2.0
"""A third host on the network of a pair with `fix --timers` claims the VIP."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.drill.timed_pair import owned_by, timed_pair

from holdfast.drill.stage.stage import KEEPALIVED, Stage, stage
from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.lab import Lab
from holdfast.lab.spec import Interface, LabSpec, Node
from holdfast.model.site import Site

pytestmark = pytest.mark.lab

STRANGER, OWNER = "172.22.21.66", "172.22.21.10"
CONFIG = "/etc/keepalived/keepalived.conf"
DISCARDED = f"unicast source address {STRANGER} not a unicast peer"
FOLLOWED = f"Master received advert from {STRANGER} with higher priority 255"

# A VRRPv3 advertisement of priority 255 (RFC 9568, 5.2) from an address of its own; the kernel
# makes the IP header, with a TTL of 255. The checksum is over the pseudo-header too.
FORGER = """
import socket, struct, sys, time
own, to = sys.argv[1:3]
end = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
end.bind((own, 0))
end.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 255)
def advert(sum):
    return struct.pack(">BBBBHH", 0x31, 21, 255, 1, 9, sum) + socket.inet_aton("172.22.21.36")
head = socket.inet_aton(own) + socket.inet_aton(to) + struct.pack(">BBH", 0, 112, 12)
total = sum(struct.unpack(">12H", head + advert(0)))
total = (total & 0xFFFF) + (total >> 16)
for _ in range(50):
    end.sendto(advert(~((total & 0xFFFF) + (total >> 16)) & 0xFFFF), (to, 0))
    time.sleep(0.02)
"""


def with_stranger(staged: Stage) -> LabSpec:
    """The lab with a third host on the network, which runs no daemon."""
    (segment,) = staged.spec.segments
    card = Interface("ens18", segment, (f"{STRANGER}/24",))
    return replace(staged.spec, nodes=(*staged.spec.nodes, Node("stranger", interfaces=(card,))))


def said_of_a_forger(site: Site) -> list[str]:
    """What the owner's keepalived says of adverts that a stranger sends to it, all of them read."""
    with Lab(with_stranger(stage(site))) as lab:
        lab.boot()
        owned_by(lab, "lb1")
        ran = lab.run("stranger", "python3", "-c", FORGER, STRANGER, OWNER)
        assert ran.status == 0, ran.output

        def said() -> list[str]:
            return [line.text for line in lab.logs("lb1", KEEPALIVED) if STRANGER in line.text]

        return lab.eventually(said, within=SETTLE_MS, what="a word about the stranger")


def test_nobody_but_a_peer_is_listened_to(tmp_path: Path) -> None:
    said = said_of_a_forger(timed_pair(tmp_path))
    assert any(DISCARDED in line for line in said)
    assert not any(FOLLOWED in line for line in said)


def test_without_that_check_the_forger_has_his_way(tmp_path: Path) -> None:
    """So that the test above can fail."""
    site = timed_pair(tmp_path)
    node, peer = site.nodes
    data = node.files[CONFIG].data.replace(b"check_unicast_src", b"#")
    data = data.replace(b" min_ttl 255 max_ttl 255", b"")
    files = {**node.files, CONFIG: replace(node.files[CONFIG], data=data)}
    said = said_of_a_forger(replace(site, nodes=(replace(node, files=files), peer)))
    assert any(FOLLOWED in line for line in said)
