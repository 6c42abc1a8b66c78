# SPDX-License-Identifier: Apache-2.0
"""What keepalived does on the firing cases of rules about pairs and addresses, seen in the lab."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.check.pages import page_of, write_case

from holdfast.check.registry import RULES
from holdfast.drill.stage.stage import stage
from holdfast.lab.lab import Lab
from holdfast.load.site import load

pytestmark = pytest.mark.lab

VIP = "172.22.21.36"
BOTH = ("lb1", "lb2")

TAKEN_OVER_MS = 15_000.0
"""Three advertisements of 2 s and the skew time, on a busy machine."""

PAGES = {rule.name: page_of(rule) for rule in RULES}


@contextmanager
def lab_of(rule: str, title: str, folder: Path) -> Iterator[Lab]:
    """The case of a rule's page, switched on."""
    [case] = [case for case in PAGES[rule].cases if case.title == title]
    with Lab(stage(load(write_case(case, folder))).spec) as lab:
        lab.boot()
        yield lab


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        ("version-mismatch", "2 and 3"),
        ("auth-mismatch", "another password"),
        ("advert-int-mismatch", "1 and 2 under version 2"),
        ("unicast-on-one-side", "on one"),
        ("unicast-peer-wrong", "the owner's list"),
        ("vip-list-differs", "one more on one node"),
    ],
)
def test_both_own_it(rule: str, title: str, tmp_path: Path) -> None:
    with lab_of(rule, title, tmp_path) as lab:
        lab.eventually(
            lambda: lab.owners(VIP) == BOTH, within=TAKEN_OVER_MS, what="both own the VIP"
        )


def test_a_node_whose_own_address_is_a_vip_loses_it(tmp_path: Path) -> None:
    with lab_of("vip-is-own-address", "the address of the interface", tmp_path) as lab:
        lab.eventually(
            lambda: not lab.owners("172.22.21.10"), within=TAKEN_OVER_MS, what="the address is gone"
        )


def test_strict_puts_the_vip_behind_a_firewall_of_its_own(tmp_path: Path) -> None:
    with lab_of("vrrp-strict-drops-the-vip", "vrrp_strict", tmp_path) as lab:
        lab.eventually(lambda: lab.owners(VIP), within=TAKEN_OVER_MS, what="lb1 owns the VIP")

        rules = lab.run("lb1", "nft", "list", "ruleset").output

    assert "elements = { 172.22.21.36 }" in rules
    assert "ip daddr @vips drop" in rules


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        ("vrid-out-of-range", "0"),
        ("vrid-missing", "missing"),
        ("vrid-twice-on-interface", "twice"),
        ("config-file-executable", "mode 755"),
    ],
)
def test_keepalived_stops(rule: str, title: str, tmp_path: Path) -> None:
    with lab_of(rule, title, tmp_path) as lab:
        lab.eventually(
            lambda: lab.systemctl("lb1", "is-active", "keepalived").status != 0,
            within=TAKEN_OVER_MS,
            what="keepalived has ended",
        )

        assert lab.owners(VIP) == ()


@pytest.mark.parametrize(
    ("rule", "title", "owned"),
    [
        ("unbalanced-braces", "not closed", (VIP, "172.22.21.37")),
        ("vip-families-mixed", "IPv6 behind IPv4", (VIP,)),
    ],
)
def test_the_instance_is_not_the_one_in_the_file(
    rule: str, title: str, owned: tuple[str, ...], tmp_path: Path
) -> None:
    with lab_of(rule, title, tmp_path) as lab:
        lab.eventually(
            lambda: any("Entering MASTER STATE" in line.text for line in lab.logs("lb1")),
            within=TAKEN_OVER_MS,
            what="VI_01 is MASTER",
        )

        others = (VIP, "172.22.21.37", "2001:db8::36")
        assert tuple(vip for vip in others if lab.owners(vip)) == owned


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("no addresses", "VRRP parsed invalid IP 172.22.21.336/24. skipping IP..."),
        ("an option without its argument", "No dev parameter specified for 172.22.21.37/24"),
    ],
)
def test_a_skipped_vip_is_told_of_and_never_owned(title: str, said: str, tmp_path: Path) -> None:
    with lab_of("vip-skipped", title, tmp_path) as lab:
        lab.eventually(lambda: lab.owners(VIP), within=TAKEN_OVER_MS, what="lb1 owns the other VIP")

        assert any(said in line.text for line in lab.logs("lb1"))
        held = lab.run("lb1", "ip", "-br", "address", "show", "dev", "ens18").output
        assert VIP in held
        assert "172.22.21.37" not in held
        assert "fe80::36" not in held
