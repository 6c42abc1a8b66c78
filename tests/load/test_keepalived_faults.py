# SPDX-License-Identifier: Apache-2.0
"""What keepalived makes nothing of: unknown words, refused values, braces, empty includes."""

from pathlib import Path

import pytest
from tests.load.nodes import KEEPALIVED, instance, node, source

from holdfast.model.keyword import UnknownKeyword
from holdfast.model.vrrp import Garp, KeepalivedConfig

INSTANCE = "vrrp_instance V {\ninterface eth0\nvirtual_router_id 7\n%s\n}\n"


def config(folder: Path, text: str) -> KeepalivedConfig:
    return node(folder, {KEEPALIVED: text}).keepalived


def unknown(folder: Path, text: str) -> list[UnknownKeyword]:
    return list(config(folder, text).unknown)


@pytest.mark.parametrize(
    "text",
    [
        INSTANCE % "nopreempt\nnotify_deleted /x\nvmac_garp_intvl 3",
        INSTANCE % "virtual_ipaddress {\nnopreempted\n}",
        INSTANCE % "172.22.21.36\n$UNSET 3\n!comment\n#comment",
        INSTANCE % "virtual_routes {\nblackhole 10.0.0.0/8\n}",
        "@other no_such_word\n",
        "virtual_server 10.0.0.1 80 {\nlb_algo rr\nreal_server 10.0.0.2 80 {\n"
        "HTTP_GET {\nurl {\npath /\n}\nconnect_port 1\n}\n}\n}\n",
        "virtual_server_group G {\n10.0.0.1 80\nfwmark 3\n}\n",
        "interface_up_down_delays {\neth0 3\n}\nlinkbeat_interfaces {\neth0\n}\n",
    ],
)
def test_nothing_is_unknown(text: str, tmp_path: Path) -> None:
    assert unknown(tmp_path, text) == []


def test_where_it_stands_and_what_was_meant(tmp_path: Path) -> None:
    text = INSTANCE % "no_preempt\nauthentication {\nauth_typ PASS\n}"

    found = node(tmp_path, {KEEPALIVED: text})

    assert [(u.word, u.block, u.similar) for u in found.keepalived.unknown] == [
        ("no_preempt", "vrrp_instance", "nopreempt"),
        ("auth_typ", "authentication", "auth_type"),
    ]
    assert source(found, found.keepalived.unknown[1].place) == "auth_typ"


def test_a_word_of_another_block_and_one_of_a_later_version(tmp_path: Path) -> None:
    home, later = unknown(tmp_path, "router_id x\nglobal_defs {\nvrrp_delay_after_boot 3\n}\n")

    assert (home.word, home.block, home.belongs_in) == ("router_id", "", ("global_defs",))
    assert (later.word, later.newer, later.belongs_in) == ("vrrp_delay_after_boot", "2.4.3", ())


def test_what_stands_in_an_unknown_block_is_left_alone(tmp_path: Path) -> None:
    [found] = unknown(tmp_path, "vrrp_instanc V {\nno_such_word\n}\n")

    assert (found.word, found.opens, found.similar) == ("vrrp_instanc", True, "vrrp_instance")


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("priority 256", ("priority", "256", "100")),
        ("state SLAVE", ("state", "SLAVE", "BACKUP")),
        ("virtual_router_id 300", ("virtual_router_id", "300", "")),
        ("advert_int 0.5", ("advert_int", "0.5", "1")),
        ("version 3\nadvert_int 60", ("advert_int", "60", "40.95")),
        ("authentication {\nauth_pass keepsecret\n}", ("auth_pass", "keepsecret", "keepsecr")),
        ("virtual_ipaddress {\n10.0.0.1\nfe80::1\n}", ("virtual_ipaddress", "fe80::1", "")),
        ("track_interface {\neth1 weight 254\n}", ("weight", "254", "253")),
        ("track_interface {\neth1 weight 300\n}", ("weight", "300", "")),
    ],
)
def test_a_refused_value(statement: str, refused: tuple[str, str, str], tmp_path: Path) -> None:
    [found] = config(tmp_path, INSTANCE % statement).refused

    assert (found.keyword, found.text, found.taken) == refused
    assert found.block == "V"


@pytest.mark.parametrize(
    "statement",
    [
        "priority 255",
        "priority $UNSET",
        "state $UNSET",
        "advert_int 2",
        "advert_int 2.0",
        "version 3\nadvert_int 0.01",
        "authentication {\nauth_pass 12345678\n}",
        "virtual_ipaddress {\n10.0.0.1\n}\nvirtual_ipaddress_excluded {\nfe80::1\n}",
        "track_interface {\neth1 weight -253\n}",
    ],
)
def test_nothing_is_refused(statement: str, tmp_path: Path) -> None:
    assert config(tmp_path, INSTANCE % statement).refused == ()


def test_a_weight_of_a_script_counts_although_it_is_refused(tmp_path: Path) -> None:
    [found] = config(tmp_path, "vrrp_script c {\nscript /x\nweight 300\n}\n").refused

    assert (found.block, found.keyword, found.taken) == ("c", "weight", "300")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (INSTANCE % "", []),
        ("global_defs\n{\n}\n" + INSTANCE % 'notify "/x {"', []),
        ("vrrp_instance V {\n", ["open vrrp_instance V"]),
        ("vrrp_instance V {\nauthentication {\n", ["open authentication"]),
        (INSTANCE % "}", ["close "]),
        ("}\n}\n", ["close ", "close "]),
    ],
)
def test_braces(text: str, kinds: list[str], tmp_path: Path) -> None:
    found = config(tmp_path, text).unbalanced

    assert [f"{brace.kind} {brace.block}" for brace in found] == kinds


def test_above_which_statement_a_brace_is_missing(tmp_path: Path) -> None:
    text = "vrrp_instance A {\nauthentication {\nauth_pass x\nvirtual_ipaddress {\n10.0.0.1\n}\n}\n"
    found = node(tmp_path, {KEEPALIVED: text})

    [brace] = found.keepalived.unbalanced

    assert brace.before is not None
    assert source(found, brace.before) == "virtual_ipaddress"


def test_an_include_that_matches_nothing(tmp_path: Path) -> None:
    files = {
        KEEPALIVED: "  include conf.d/*.conf\n",
        "etc/keepalived/conf.d/a.cfg": "",
    }
    found = node(tmp_path, files)

    [empty] = found.keepalived.empty_includes

    assert (empty.pattern, empty.others) == ("conf.d/*.conf", ("a.cfg",))
    assert source(found, empty.place) == "include conf.d/*.conf"


def test_what_global_defs_say_for_all(tmp_path: Path) -> None:
    text = "global_defs {\nvrrp_strict\nvrrp_garp_master_delay 9\nmax_auto_priority\n}\n"
    found = config(tmp_path, text + INSTANCE % "garp_master_refresh 60")

    assert (found.globals.strict, found.globals.realtime) == (True, True)
    assert (found.instances[0].strict, found.instances[0].garp) == (True, Garp(5, 9, 60))


@pytest.mark.parametrize(
    ("stated", "garp"),
    [
        ("", Garp(5, 5, 0)),
        ("vrrp_min_garp", Garp(1, 0, 0)),
        ("vrrp_min_garp off", Garp(5, 5, 0)),
        ("vrrp_garp_master_repeat 3\nvrrp_min_garp", Garp(3, 0, 0)),
        ("vrrp_garp_master_repeat 0", Garp(1, 5, 0)),
    ],
)
def test_how_a_new_owner_announces_itself(stated: str, garp: Garp, tmp_path: Path) -> None:
    assert instance(tmp_path, "", f"global_defs {{\n{stated}\n}}").garp == garp


@pytest.mark.parametrize(
    ("stated", "realtime"),
    [("vrrp_rt_priority 50", True), ("max_auto_priority -1", False), ("max_auto_priority 9", True)],
)
def test_a_real_time_priority(stated: str, realtime: bool, tmp_path: Path) -> None:
    assert config(tmp_path, f"global_defs {{\n{stated}\n}}\n").globals.realtime is realtime


def test_duplicate_address_detection_is_off_unless_asked_for(tmp_path: Path) -> None:
    found = instance(tmp_path, "virtual_ipaddress {\nfe80::1\nfe80::2 -nodad\n}")

    assert [vip.dad for vip in found.vips] == [False, True]


def test_strict_mode_of_an_instance_comes_first(tmp_path: Path) -> None:
    found = instance(tmp_path, "strict_mode off", "global_defs {\nvrrp_strict\n}")

    assert not found.strict
