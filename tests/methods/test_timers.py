# SPDX-License-Identifier: Apache-2.0
"""Timers for the budget, and HAProxy's health: what is written, what stays, what is refused."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.methods.sites import CFG, INTERFACES, KEEPALIVED, files_after, lines, plan, refused, site

from holdfast.load.reload import reload
from holdfast.model.health_check import ANSWERS_PROGRAM
from holdfast.model.settings import Settings
from holdfast.model.site import Site

Files = Mapping[str, bytes]

HAPROXY_CFG = b"global\n    stats socket /run/haproxy/admin.sock\nlisten web\n    bind :80\n"
CONF = """\
vrrp_instance VI_01 {
    state BACKUP
    interface ens18
    virtual_router_id 51
    priority %s
    virtual_ipaddress {
        172.22.21.36/24
    }
%s}
"""
METAL = Settings(fail_over="100ms", platform="metal")
UNITS = "etc/systemd/system"


def host(priority: int, number: int, inside: str = "", before: str = "") -> dict[str, bytes]:
    """A node; `inside` stands at the end of its instance, `before` above it."""
    address = f"iface ens18 inet static\n    address 172.22.21.{number}/24\n"
    conf = before + CONF % (priority, inside)
    return {CFG: HAPROXY_CFG, KEEPALIVED: conf.encode(), INTERFACES: address.encode()}


def pair(folder: Path, inside: str = "", before: str = "", **more: bytes) -> Site:
    """lb1 with the better priority and lb2, alike but for that."""
    one, two = (host(p, n, inside, before) | more for p, n in ((150, 10), (100, 11)))
    return site(folder, one, lb2=two)


def conf(of: Site, node: str = "lb1") -> bytes:
    return files_after(of, "timers")[f"{node}/{KEEPALIVED}"]


def words(of: Site, *keywords: bytes, node: str = "lb1") -> list[bytes]:
    """The lines of keepalived.conf with one of these, without comments."""
    found = lines(conf(of, node), *keywords)
    return [line.partition(b"#")[0].strip() for line in found if line.strip()[:1] != b"#"]


def test_the_whole_file_of_a_plain_pair(tmp_path: Path) -> None:
    of = replace(pair(tmp_path), settings=METAL)

    assert (
        conf(of).decode()
        == """\
global_defs {
    enable_script_security  # no script that others than root could change
    vrrp_rt_priority 50  # before every other process: a late advert is none
    vrrp_rlimit_rttime 10000  # us without a pause: then it is ended
    vrrp_no_swap  # never wait for a disk
}

# haproxy.service says here whether HAProxy listens: 0 it does, 1 it does not. Without a weight a
# failure is a FAULT: this node sends priority 0, and the other takes over after its skew alone.
track_file haproxy_down {
    file /run/haproxy-down
    weight 0
    init_file 1  # it is gone after a boot, and a missing file would count as healthy
}

# A HAProxy that hangs still has its process, and its unit is still active: ask it for an answer.
vrrp_script haproxy_answers {
    script "/usr/local/sbin/haproxy-answers /run/haproxy/admin.sock"
    interval 1  # the shortest there is; the program itself gives up after half of it
    fall 2  # one slow answer moves nothing
    user root  # whom every mode of the socket lets in
}

vrrp_instance VI_01 {
    state BACKUP
    interface ens18
    virtual_router_id 51
    priority 254  # the nearer to 255, the sooner a priority 0 is followed: the skew
    virtual_ipaddress {
        172.22.21.36/24
    }
    version 3  # version 2 knows whole seconds only; this one has no password
    advert_int 0.01  # short, so that many have to be lost in a row
    down_timer_adverts 9  # of silence before a backup takes over; the same on every node
    garp_master_delay 1  # announce it again after a second: a switch may have lost the first
    garp_master_refresh 60  # and every minute: whoever missed all of them finds the owner again
    higher_prio_send_advert true  # of two owners the better hears the other, and announces itself
    check_unicast_src  # version 3 knows no password: listen to the peers alone
    unicast_src_ip 172.22.21.10  # the address from which the peers expect it
    unicast_peer {  # a TTL below 255 has passed a router: nobody behind one is a peer
        172.22.21.11 min_ttl 255 max_ttl 255
    }
    track_file {
        haproxy_down  # a HAProxy that does not listen gives the VIP away
    }
    track_script {
        haproxy_answers  # and so does one that hangs
    }
}
"""
    )


def test_the_other_files(tmp_path: Path) -> None:
    of = pair(tmp_path)
    made = files_after(of, "timers")

    assert {name for name in made if name.startswith("lb2")} == {
        f"lb2/{KEEPALIVED}",
        "lb2/usr/local/sbin/haproxy-answers",
        f"lb2/{UNITS}/haproxy.service.d/holdfast-timers.conf",
        f"lb2/{UNITS}/keepalived.service.d/holdfast-timers.conf",
    }
    assert made["lb2/usr/local/sbin/haproxy-answers"] == ANSWERS_PROGRAM
    program = [c for c in plan(of, "timers").changes if c.path.startswith("/usr/local")]
    assert [c.mode for c in program] == [0o755, 0o755]  # type: ignore[union-attr]


def test_the_units_say_what_they_are_to_say(tmp_path: Path) -> None:
    of = pair(tmp_path)
    units = reload(of, plan(of, "timers").changes).nodes[0].units
    haproxy, keepalived = units["haproxy.service"], units["keepalived.service"]

    assert haproxy.exec_start_post == ("/bin/sh -c 'echo 0 >/run/haproxy-down'",)
    assert haproxy.exec_stop_post == ("/bin/sh -c 'echo 1 >/run/haproxy-down'",)
    assert "haproxy.service" in keepalived.after
    assert (keepalived.restart, keepalived.restart_sec) == ("on-failure", 0.1)
    assert keepalived.start_limit_interval == 0


def test_a_restart_is_within_the_budget(tmp_path: Path) -> None:
    settings = Settings(fail_over="40ms", platform="metal")
    of = replace(pair(tmp_path), settings=settings)
    units = reload(of, plan(of, "timers").changes).nodes[0].units

    assert units["keepalived.service"].restart_sec == 0.02


def test_without_a_budget_it_is_a_second_and_no_real_time(tmp_path: Path) -> None:
    of = pair(tmp_path)

    assert words(of, b"advert_int", b"down_timer", b"vrrp_pri", b"vrrp_rt") == [
        b"vrrp_priority -20", b"advert_int 0.09", b"down_timer_adverts 11",
    ]  # fmt: skip


def test_another_budget_later_changes_the_numbers_alone(tmp_path: Path) -> None:
    of = pair(tmp_path)
    before = reload(of, plan(of, "timers").changes)
    after = files_after(replace(before, settings=Settings(fail_over="300ms")), "timers")

    assert {*after} == {f"lb1/{KEEPALIVED}", f"lb2/{KEEPALIVED}"}
    old = before.nodes[0].files[f"/{KEEPALIVED}"].data
    new = old.replace(b"advert_int 0.09", b"advert_int 0.02").replace(b"ts 11 ", b"ts 14 ")
    assert after[f"lb1/{KEEPALIVED}"] == new


def test_what_the_site_states_is_written_over_where_it_stands(tmp_path: Path) -> None:
    inside = "    advert_int 1 # lazy\n    version 2\n    garp_master_delay 7\n"
    of = pair(tmp_path, inside)

    assert lines(conf(of), b"lazy") == [
        b"    advert_int 0.09  # short, so that many have to be lost in a row # lazy"
    ]
    assert words(of, b"    priority", b"    advert_int", b"    version", b"garp_master_delay") == [
        b"priority 254", b"advert_int 0.09", b"version 3", b"garp_master_delay 7",
    ]  # fmt: skip


def test_a_comment_never_swallows_what_follows(tmp_path: Path) -> None:
    of = pair(tmp_path, "    advert_int 1 }\n#")

    assert b"    advert_int 0.09 \n" in conf(of)


@pytest.mark.parametrize("head", [b"", b"global_defs {\n    router_id lb1\n}\n"])
def test_the_line_ends_of_the_file_are_kept(tmp_path: Path, head: bytes) -> None:
    one, two = host(150, 10), host(100, 11)
    one[KEEPALIVED] = (head + one[KEEPALIVED]).replace(b"\n", b"\r\n")
    data = conf(site(tmp_path, one, lb2=two))

    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_password_goes(tmp_path: Path) -> None:
    inside = "    authentication {\n        auth_type PASS\n        auth_pass x\n    }\n"

    assert b"auth" not in conf(pair(tmp_path, inside))


def test_preemption_stays_as_it_is(tmp_path: Path) -> None:
    of = pair(tmp_path, "    nopreempt\n")
    after = reload(of, plan(of, "timers").changes)

    assert [i.nopreempt for _, i in after.instances] == [True, True]
    assert [i.state for _, i in after.instances] == ["BACKUP", "BACKUP"]


def test_definitions_stand_above_the_comment_of_the_first_instance(tmp_path: Path) -> None:
    of = pair(tmp_path, before="global_defs {\n    router_id x\n}\n\n! the web\n# site\n")

    assert b"}\n\n# haproxy.service says" in conf(of)
    assert b"\n}\n\n! the web\n# site\nvrrp_instance" in conf(of)
    assert conf(of).startswith(b"global_defs {\n    enable_script_security")


def test_script_security_stays_off_where_the_site_has_scripts(tmp_path: Path) -> None:
    before = 'vrrp_script a {\n    script "/bin/a"\n}\n'

    assert b"enable_script_security" not in conf(pair(tmp_path, before=before))


ALIVE = 'vrrp_script alive {\n    script "/usr/bin/killall -0 haproxy"\n%s}\n'
PING = 'vrrp_script ping {\n    script "/bin/ping -c1 -w1 10.0.0.1"\n    weight 20\n}\n'


def tracked(*entries: str) -> str:
    return "    track_script {\n" + "".join(f"        {entry}\n" for entry in entries) + "    }\n"


@pytest.mark.parametrize(
    ("before", "entry", "wanted"),
    [
        (ALIVE % "", "alive", []),
        (ALIVE % "    weight -20 # 20\n", "alive", [b"weight 0"]),
        (ALIVE % "", "alive weight 2", [b"alive weight 0"]),
        (PING, "ping", [b"weight -20"]),
        (PING, "ping weight -3", [b"weight 20", b"ping weight -3"]),
        (PING, "ping weight 3 reverse", [b"weight 20", b"ping weight 3 reverse"]),
    ],
)
def test_weights(tmp_path: Path, before: str, entry: str, wanted: list[bytes]) -> None:
    of = pair(tmp_path, tracked(entry), before)

    assert sorted(words(of, b"weight")) == sorted([*wanted, b"weight 0"])  # one is ours


def test_a_weight_has_its_reason_where_nothing_follows_it(tmp_path: Path) -> None:
    before = PING + (ALIVE % "    weight 2 }\n#")
    found = lines(conf(pair(tmp_path, tracked("alive", "ping"), before)), b"weight -20", b"0 }")

    assert found == [
        b"    weight -20  # the same difference, and never cut off at 254",
        b"    weight 0 }",
    ]


def test_a_check_that_asks_the_vip_keeps_its_weight(tmp_path: Path) -> None:
    """As a FAULT it would keep every node that does not own the VIP from ever owning it."""
    before = ALIVE.replace("killall -0 haproxy", "curl -sf http://172.22.21.36/haproxy") % ""
    of = pair(tmp_path, tracked("alive weight 5"), before)

    assert words(of, b"alive weight") == [b"alive weight -5"]


def test_the_order_is_that_of_the_priorities(tmp_path: Path) -> None:
    three = {"lb2": host(200, 11), "lb3": host(50, 12)}
    of = site(tmp_path, host(100, 10), **three)

    assert words(of, b"priority", node="lb1")[1:] == [b"priority 248"]
    assert words(of, b"priority", node="lb2")[1:] == [b"priority 254"]
    assert words(of, b"priority", node="lb3")[1:] == [b"priority 242"]
    assert words(of, b"min_ttl") == [
        b"172.22.21.11 min_ttl 255 max_ttl 255", b"172.22.21.12 min_ttl 255 max_ttl 255",
    ]  # fmt: skip


def test_a_tie_is_broken_as_keepalived_does_by_the_address(tmp_path: Path) -> None:
    of = site(tmp_path, host(100, 10), lb2=host(100, 11))

    assert b"priority 254" in words(of, b"priority", node="lb2")
    assert b"priority 253" in words(of, b"priority", node="lb1")


def test_a_site_with_unicast_keeps_its_peers(tmp_path: Path) -> None:
    inside = "    unicast_peer {\n        172.22.21.%d\n    }\n"
    one, two = host(150, 10, inside % 11), host(100, 11, inside % 10)
    of = site(tmp_path, one, lb2=two)

    assert words(of, b"unicast", b"ttl") == [b"unicast_peer {", b"check_unicast_src"]


@pytest.mark.parametrize("stated", [True, False], ids=["peers of the site's", "new peers"])
def test_over_ipv6_it_is_told_to_send_the_ttl_that_peers_want(tmp_path: Path, stated: bool) -> None:
    inside = "    unicast_peer {\n        2001:db8::%d\n    }\n" if stated else ""
    one, two = (
        {
            path: data.replace(b"172.22.21.36/24", b"2001:db8::36/64")
            .replace(b"inet static", b"inet6 static")
            .replace(b"172.22.21.%d/24" % number, b"2001:db8::%d/64" % number)
            for path, data in host(priority, number, inside and inside % (21 - number)).items()
        }
        for priority, number in ((150, 10), (100, 11))
    )
    of = site(tmp_path, one, lb2=two)

    assert words(of, b"unicast_ttl") == [b"unicast_ttl 255"]
    peer = b"2001:db8::11" if stated else b"2001:db8::11 min_ttl 255 max_ttl 255"
    assert peer in words(of, b"2001:db8::11")
    assert words(of, b"unicast_peer") == [b"unicast_peer {"]


@pytest.mark.parametrize("cause", ["no address", "a vmac"])
def test_multicast_stays_where_unicast_is_no_way(tmp_path: Path, cause: str) -> None:
    inside = "    use_vmac\n" if cause == "a vmac" else ""
    one, two = host(150, 10, inside), host(100, 11, inside)
    if cause == "no address":
        del two[INTERFACES]
    of = site(tmp_path, one, lb2=two)

    assert b"unicast" not in conf(of)
    (note,) = (n for n in plan(of, "timers").notes if "multicast" in n)
    assert note.endswith("virtual_router_id 51: tcpdump -ni ens18 proto 112")
    assert "`addresses: {lb1: {ens18: …}, …}`" in note


def test_unicast_with_the_addresses_that_holdfast_yaml_states(tmp_path: Path) -> None:
    one, two = host(150, 10), host(100, 11)
    del one[INTERFACES], two[INTERFACES]
    stated = {"lb1": {"ens18": "172.22.21.10"}, "lb2": {"ens18": "172.22.21.11"}}
    of = replace(site(tmp_path, one, lb2=two), settings=Settings(addresses=stated))

    assert words(of, b"unicast_src_ip") == [b"unicast_src_ip 172.22.21.10"]


def test_a_statistics_socket_is_made_where_there_is_none(tmp_path: Path) -> None:
    cfg = b"listen web\n    bind :80"
    one, two = host(150, 10) | {CFG: cfg}, host(100, 11) | {CFG: cfg}
    made = files_after(site(tmp_path, one, lb2=two), "timers")

    assert made[f"lb1/{CFG}"] == cfg + (
        b"\n\n# asked by keepalived's check (/usr/local/sbin/haproxy-answers)\nglobal\n"
        b"    stats socket /run/haproxy-answers.sock mode 600 level user\n"
    )
    assert b"haproxy-answers /run/haproxy-answers.sock" in made[f"lb1/{KEEPALIVED}"]


def test_a_vip_that_haproxy_does_not_serve_does_not_hang_on_it(tmp_path: Path) -> None:
    cfg = b"listen web\n    bind 10.0.0.1:80\n"
    one, two = host(150, 10) | {CFG: cfg}, host(100, 11) | {CFG: cfg}
    made = files_after(site(tmp_path, one, lb2=two), "timers")

    assert {*made} == {
        f"{node}/{path}"
        for node in ("lb1", "lb2")
        for path in (KEEPALIVED, f"{UNITS}/keepalived.service.d/holdfast-timers.conf")
    }
    assert b"track" not in made[f"lb1/{KEEPALIVED}"]


def test_an_old_keepalived_counts_to_three(tmp_path: Path) -> None:
    old = {"etc/os-release": b"ID=debian\nVERSION_ID=11\n"}
    of = site(tmp_path, host(150, 10) | old, lb2=host(100, 11) | old)

    assert words(of, b"advert_int", b"down_timer") == [b"advert_int 0.33"]


def test_what_it_costs_is_told(tmp_path: Path) -> None:
    notes = plan(replace(pair(tmp_path), settings=METAL), "timers").notes

    assert notes[:2] == (
        "VI_01: a silent owner is replaced within 95 ms, one that gives up within 5 ms; an owner "
        "sends 100 advertisements a second",
        "VI_01: needless moves to expect a day: less than 0.001 where 0.1 % of advertisements are "
        "lost, less than 0.001 where 1 % are; an owner that stands still for 80 ms keeps its VIP",
    )
    shortest = replace(pair(tmp_path / "2"), settings=Settings(fail_over="36ms", platform="metal"))
    assert (
        "a day: 8.6 where 0.1 % of advertisements are lost, 855 where 1 % are"
        in (plan(shortest, "timers").notes[1])
    )


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (
            Settings(fail_over="100ms"),
            "fail_over is 100 ms: a hypervisor may hold a guest up for longer, and the VIP would "
            "move needlessly; write at least 300ms into holdfast.yaml, or `platform: metal` where "
            "there is none",
        ),
        (
            Settings(fail_over="35ms", platform="metal"),
            "fail_over is 35 ms: version 3 of VRRP counts in hundredths of a second, and three of "
            "silence with the rest take 36 ms for VI_01; write 36ms or more",
        ),
    ],
)
def test_a_budget_out_of_reach_is_refused(tmp_path: Path, settings: Settings, why: str) -> None:
    assert refused(replace(pair(tmp_path), settings=settings), "timers") == why


SIMPLE = b"[Service]\nType=simple\nExecStart=/usr/sbin/haproxy -f /etc/haproxy/haproxy.cfg\n"


@pytest.mark.parametrize(
    ("inside", "before", "more", "why"),
    [
        (
            "    strict_mode\n", "", {},
            "lb1: VI_01 is strict, which forbids unicast and down_timer_adverts: take vrrp_strict "
            "out first",
        ),
        (
            "", "", {f"{UNITS}/haproxy.service": SIMPLE},
            "lb1: haproxy.service is Type=simple, so it does not tell when HAProxy listens: let it "
            "be Type=notify, with -Ws",
        ),
        (
            "", "", {f"{UNITS}/haproxy.service.d/a.conf": b"[Service]\nPrivateNetwork=yes\n"},
            "lb1: HAProxy runs in a private network: keepalived cannot see it",
        ),
        (
            "", "track_file haproxy_down {\n    file /run/x\n}\n", {},
            "lb1: another track_file is called haproxy_down: rename it",
        ),
        (
            "", 'vrrp_script haproxy_answers {\n    script "/bin/x"\n}\n', {},
            "lb1: another vrrp_script is called haproxy_answers: rename it",
        ),
        (
            "    ~LST(A, 1) version 2\n", "", {},
            "lb1: VI_01: another line of its block counts instead of version, priority, advert_int "
            "or down_timer_adverts: take it out first",
        ),
        (
            "", "", {f"{UNITS}/keepalived.service.d/z.conf": b"[Service]\nRestart=no\n"},
            "lb1: another drop-in of keepalived.service overrules holdfast-timers.conf: take its "
            "Restart= out first",
        ),
        (
            "", "global_defs # x\n{\n}\n", {},
            "lb1: something stands before the brace of global_defs",
        ),
    ],
)  # fmt: skip
def test_what_would_break_is_refused(
    tmp_path: Path, inside: str, before: str, more: dict[str, bytes], why: str
) -> None:
    one, two = (host(p, n, inside, before) | more for p, n in ((150, 10), (100, 11)))

    assert refused(site(tmp_path, one, lb2=two), "timers") == why


def test_a_block_that_a_definition_makes_is_refused(tmp_path: Path) -> None:
    one, two = host(150, 10), host(100, 11)
    head, brace, body = one[KEEPALIVED].partition(b"{")
    one[KEEPALIVED] = b"$B=" + head + brace + b"\n$B" + body

    assert refused(site(tmp_path, one, lb2=two), "timers") == (
        "lb1: VI_01: a definition or a sequence makes this block or a weight in it: write it out "
        "first"
    )


def test_a_single_node_is_refused(tmp_path: Path) -> None:
    of = site(tmp_path, host(100, 10))

    assert refused(of, "timers") == (
        "no VIP is on two of these nodes with the same virtual_router_id, so none moves: name the "
        "whole site"
    )
