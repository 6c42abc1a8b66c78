# SPDX-License-Identifier: Apache-2.0
"""Values of an instance as keepalived 2.2.7 takes them; the odd ones were read off its dump."""

from pathlib import Path

import pytest
from tests.load.nodes import KEEPALIVED, instance, node, source

from holdfast.model.address import parse_address

V3 = "version 3\n"


def test_what_is_taken_where_nothing_is_stated(tmp_path: Path) -> None:
    found = instance(tmp_path, "")

    assert (found.name, found.interface, found.virtual_router_id) == ("VI", "eth0", 7)
    assert (found.state, found.priority, found.version, found.advert_int) == ("BACKUP", 100, 2, 1.0)
    assert (found.nopreempt, found.preempt_delay, found.auth_type) == (False, 0.0, None)
    assert (found.vips, found.trackers, found.notifies, found.family) == ((), (), (), None)


@pytest.mark.parametrize(
    ("stated", "state", "priority"),
    [
        ("state MASTER", "MASTER", 255),
        ("priority 255", "MASTER", 255),
        ("state BACKUP", "BACKUP", 100),
        ("state MASTER\npriority 90", "MASTER", 90),
        ("state MASTER\nstate BACKUP\npriority 1", "MASTER", 1),
        ("state SLAVE", "BACKUP", 100),
        ("state master\nstate MASTER", "MASTER", 255),
        ("priority 0", "BACKUP", 100),
        ("priority 256", "BACKUP", 100),
        ("priority 50x", "BACKUP", 100),
        ("priority -5", "BACKUP", 100),
        ('priority " 7"', "BACKUP", 7),
        ("priority +9", "BACKUP", 9),
        ("priority 0x10", "BACKUP", 100),
        ("priority 10\npriority 20", "BACKUP", 20),
    ],
)
def test_state_and_priority(tmp_path: Path, stated: str, state: str, priority: int) -> None:
    found = instance(tmp_path, stated)

    assert (found.state, found.priority) == (state, priority)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", 7),
        ("down_timer_adverts 10", 10),
        ("down_timer_adverts 10\ndown_timer_adverts 0", 10),
        ("down_timer_adverts 101", 7),
        ("strict_mode\ndown_timer_adverts 10", 3),
    ],
)
def test_adverts_missed(tmp_path: Path, text: str, wanted: int) -> None:
    before = "global_defs {\nvrrp_down_timer_adverts 7\n}"
    assert instance(tmp_path / "1", text, before).adverts_missed == wanted
    assert instance(tmp_path / "2", "").adverts_missed == 3


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "224.0.0.40"),
        ("mcast_dst_ip 224.0.0.99", "224.0.0.99"),
        ("mcast_dst_ip 10.0.0.1", "224.0.0.40"),
        ("mcast_dst_ip ff02::40", "224.0.0.40"),
        ("mcast_dst_ip nowhere", "224.0.0.40"),
    ],
)
def test_the_group_that_it_advertises_to(tmp_path: Path, text: str, wanted: str) -> None:
    vip = "virtual_ipaddress {\n10.0.0.9\n}\n"
    before = "global_defs {\nvrrp_mcast_group4 224.0.0.40\nvrrp_mcast_group4 10.0.0.1\n}"
    assert instance(tmp_path / "1", vip + text, before).multicast == parse_address(wanted)
    assert instance(tmp_path / "2", vip).multicast == parse_address("224.0.0.18")
    assert instance(tmp_path / "3", "").multicast is None


@pytest.mark.parametrize(
    ("text", "v2", "v3"),
    [
        ("1", 1, 1),
        ("0.5", 1, 0.5),
        ("0.3", 1, 0.3),
        ("1.7", 2, 1.7),
        ("2.5", 3, 2.5),
        ("0.015", 1, 0.02),
        (".5", 1, 0.5),
        ("5.", 5, 5),
        ("41", 41, 40.95),
        ("255", 255, 40.95),
        ("0", 1, 1),
        ("-1", 1, 1),
        ("0.001", 1, 1),
        ("256", 1, 1),
        ("abc", 1, 1),
        ("1s", 1, 1),
        ("2s", 1, 1),
        ("2.0000005", 2, 2),
    ],
)
def test_advert_int(tmp_path: Path, text: str, v2: float, v3: float) -> None:
    assert instance(tmp_path / "2", f"advert_int {text}").advert_int == v2
    assert instance(tmp_path / "3", f"{V3}advert_int {text}").advert_int == v3


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1), ("255", 255), ("0", None), ("256", None), ("5x", None)]
)
def test_virtual_router_id(tmp_path: Path, text: str, number: int | None) -> None:
    conf = f"vrrp_instance V {{\nvirtual_router_id {text}\n}}\n"

    found = node(tmp_path, {KEEPALIVED: conf}).keepalived.instances[0]

    assert found.virtual_router_id == number


@pytest.mark.parametrize(
    ("before", "body", "version"),
    [
        ("global_defs { vrrp_version 3\n}", "", 3),
        ("global_defs { vrrp_version 3\n}", "version 2", 2),
        ("global_defs { vrrp_version 4\n}", "", 2),
        ("", "version 3\nversion 2", 3),
        ("", "version 4", 2),
        ("", "native_ipv6", 3),
        ("", "virtual_ipaddress { fe80::1 }", 3),
        ("", "version 2\nvirtual_ipaddress { fe80::1 }", 2),
        ("", "virtual_ipaddress { fe80::1 }\nversion 2", 3),
        ("", "strict_mode on\nversion 2\nvirtual_ipaddress { fe80::1 }", 3),
        ("", "virtual_ipaddress { 10.0.0.1 }", 2),
    ],
)
def test_version(tmp_path: Path, before: str, body: str, version: int) -> None:
    assert instance(tmp_path, body, before).version == version


def test_what_master_will_clear_is_still_said(tmp_path: Path) -> None:
    found = instance(tmp_path, "state MASTER\nnopreempt\npreempt_delay 30")

    assert (found.nopreempt, found.preempt_delay) == (True, 30.0)


@pytest.mark.parametrize(
    ("body", "nopreempt", "delay"),
    [
        ("nopreempt\npreempt", False, 0),
        ("preempt\nnopreempt", True, 0),
        ("preempt_delay 0.5", False, 0.5),
        ("preempt_delay 1001", False, 0),
        ("preempt_delay x", False, 0),
        ("# nopreempt", False, 0),
    ],
)
def test_preemption(tmp_path: Path, body: str, delay: float, *, nopreempt: bool) -> None:
    found = instance(tmp_path, body)

    assert (found.nopreempt, found.preempt_delay) == (nopreempt, delay)


def test_authentication(tmp_path: Path) -> None:
    found = instance(tmp_path, "authentication {\n auth_type PASS\n auth_pass 0123456789\n}")

    assert (found.auth_type, found.auth_pass) == ("PASS", "01234567")
    assert "auth_pass" in found.settings
    assert instance(tmp_path / "x", "authentication {\n auth_type MD5\n}").auth_type is None


def test_addresses(tmp_path: Path) -> None:
    body = (
        "virtual_ipaddress {\n 10.0.0.1/24 dev eth1 label eth1:1\n 10.0.0.2\n 10.0.0.3/33\n"
        " 10.0.0.300\n fe80::1\n 10.0.0.4 dev\n 10.0.0.5 brd + dev eth2\n}\n"
        "virtual_ipaddress_excluded {\n 2001:db8::1/64\n}\n"
    )
    found = instance(tmp_path, body)

    assert [(str(v.address), v.prefix, v.device, v.excluded) for v in found.vips] == [
        ("10.0.0.1", 24, "eth1", False),
        ("10.0.0.2", None, None, False),
        ("10.0.0.3", 32, None, False),
        ("10.0.0.5", None, "eth2", False),
        ("2001:db8::1", 64, None, True),
    ]
    assert found.family == "ipv4"


def test_the_place_of_an_address_is_its_entry(tmp_path: Path) -> None:
    conf = "vrrp_instance V {\n  virtual_ipaddress { 10.0.0.1/24 dev eth0 # why\n }\n}\n"
    lb1 = node(tmp_path, {KEEPALIVED: conf})

    assert source(lb1, lb1.keepalived.instances[0].vips[0].place) == "10.0.0.1/24 dev eth0"


def test_unicast(tmp_path: Path) -> None:
    body = "unicast_src_ip 10.0.0.9\nunicast_peer {\n 10.0.0.8\n 10.0.0.7 min_ttl 255\n ::1\n x\n}"
    found = instance(tmp_path, body)

    assert found.unicast_src_ip == parse_address("10.0.0.9")
    assert [str(peer) for peer in found.unicast_peers] == ["10.0.0.8", "10.0.0.7"]


def test_the_first_address_decides_the_family(tmp_path: Path) -> None:
    found = instance(tmp_path, "mcast_src_ip fe80::2\nvirtual_ipaddress {\n10.0.0.1\nfe80::1\n}")

    assert [str(vip.address) for vip in found.vips] == ["fe80::1"]


def test_settings_have_every_statement_and_the_last_of_a_kind(tmp_path: Path) -> None:
    conf = (
        "vrrp_instance V\n{\n dont_track_primary\n use_vmac vrrp.7\n priority 1\n priority 2\n"
        ' notify "/a"\n notify "/b"\n no_such_word 5\n track_interface {\n eth1\n }\n}\n'
    )
    lb1 = node(tmp_path, {KEEPALIVED: conf})
    found = lb1.keepalived.instances[0]

    assert {key: source(lb1, place) for key, place in found.settings.items()} == {
        "dont_track_primary": "dont_track_primary",
        "use_vmac": "use_vmac vrrp.7",
        "priority": "priority 2",
        "notify": 'notify "/a"',
        "no_such_word": "no_such_word 5",
        "track_interface": "track_interface",
    }
    assert source(lb1, found.place) == "vrrp_instance V"
    assert found.at("nopreempt") == found.place


def test_blocks_that_keepalived_skips(tmp_path: Path) -> None:
    conf = (
        "vrrp_instance {\n priority 1\n}\nvrrp_instance A B {\n}\n"
        "vrrp_instance V {\n priority 2\n}\n"
        "vrrp_instance V {\n priority 3\n}\nvrrp_sync_group {\n}\n"
    )
    found = node(tmp_path, {KEEPALIVED: conf}).keepalived

    assert [(i.name, i.priority) for i in found.instances] == [("V", 2)]
    assert found.sync_groups == ()


def test_global_defs(tmp_path: Path) -> None:
    conf = (
        "global_defs {\n router_id lb1\n script_user nobody nogroup\n enable_script_security\n"
        ' startup_script "/opt/up.sh now"\n}\nglobal_defs {\n router_id LB\n}\n'
    )
    lb1 = node(tmp_path, {KEEPALIVED: conf})
    found = lb1.keepalived.globals

    assert (found.router_id, found.script_user, found.enable_script_security) == (
        "LB",
        "nobody",
        True,
    )
    assert [(n.event, n.command.argv) for n in found.notifies] == [
        ("startup_script", ("/opt/up.sh", "now"))
    ]
    assert found.place is not None
    assert source(lb1, found.place) == "global_defs"


@pytest.mark.parametrize(
    ("lines", "user", "group"),
    [
        ("script_user nobody nogroup\n script_user\n", "nobody", "nogroup"),
        ("script_user nobody nogroup\n script_user root\n", "root", None),
        ('script_user ""\n', None, None),
    ],
)
def test_the_last_script_user_that_names_one_counts(
    lines: str, user: str | None, group: str | None, tmp_path: Path
) -> None:
    found = node(tmp_path, {KEEPALIVED: f"global_defs {{\n {lines}}}\n"}).keepalived.globals

    assert (found.script_user, found.script_group) == (user, group)
