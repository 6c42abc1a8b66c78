# SPDX-License-Identifier: Apache-2.0
"""holdfast init: whatever is answered, the site is clean, proved, and what the daemons accept."""

import re
import shutil
import subprocess
from ipaddress import ip_address, ip_interface
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.check.daemons import said

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.check.selection import Selection
from holdfast.cli.init import built
from holdfast.cli.main import holdfast
from holdfast.cli.questions import METHODS
from holdfast.load.site import load
from holdfast.model.site import Site
from holdfast.model.wanted import Wanted, WantedNode, WantedServer
from holdfast.prove.prove import Asked, prove
from holdfast.prove.registry import CLAIMS
from holdfast.render.new_site import HAPROXY_CFG, settings_file

GIVEN = (
    *("--node", "lb1=192.0.2.11", "--node", "lb2=192.0.2.12", "--interface", "ens18"),
    *("--vip", "192.0.2.36/24", "--server", "web1=192.0.2.101:80"),
)
PRICES = {"nonlocal-bind": {"nonlocal-bind-host-wide"}, "wildcard": {"wildcard-bind-exposed"}}
"""What check says of a method that was chosen: its price, an info, on its page too."""
BREAKS_WITH_THREE = {"returns-as-configured"}
"""Where two of three nodes do not hear each other, and the third hears both."""


def run(*words: str | Path, answers: str | None = None) -> Result:
    return CliRunner().invoke(holdfast, ["init", *(str(word) for word in words)], input=answers)


@st.composite
def wishes(draw: st.DrawFn) -> Wanted:
    """Two or three nodes, one to three VIPs of either family or both, ports, servers."""
    families = draw(st.sampled_from(("4", "6", "46")))
    hosts = st.integers(20, 90)
    last = draw(st.lists(hosts, min_size=len(families), max_size=3, unique=True))
    vips = [
        ip_interface(f"192.0.2.{n}/24" if family == "4" else f"2001:db8::{n}/64")
        for n, family in zip(last, families * 3, strict=False)
    ]
    servers = draw(st.lists(st.integers(101, 120), min_size=1, max_size=3, unique=True))
    return Wanted(
        nodes=tuple(
            WantedNode(f"lb{n}", (ip_address(f"192.0.2.{n}"), ip_address(f"2001:db8::{n}")))
            for n in range(1, draw(st.sampled_from((3, 3, 4))))
        ),
        interface=draw(st.sampled_from(("ens18", "eth0", "bond0"))),
        vips=tuple(vips),
        ports=tuple(draw(st.lists(st.integers(1, 8000), min_size=1, max_size=3, unique=True))),
        servers=tuple(
            WantedServer(f"web{n}", ip_address(f"192.0.2.{n}"), draw(st.integers(1, 65535)))
            for n in servers
        ),
        mode=draw(st.sampled_from(("http", "tcp"))),
        virtual_router_id=draw(st.integers(1, 255)),
        returns=draw(st.booleans()),
        fail_over=draw(st.sampled_from(("300ms", "1s", "3s"))),
    )


methods = st.tuples(st.sampled_from(METHODS), st.booleans())


def made(wanted: Wanted, method: tuple[str, bool]) -> Site:
    name, relay = method
    names = (name, "timers", *(("relay",) if relay else ()))
    return built(wanted, settings_file(wanted), names)[0]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(wishes(), methods)
def test_nothing_is_found_in_it_but_the_price_of_a_method(
    wanted: Wanted, method: tuple[str, bool]
) -> None:
    found = list(check(made(wanted, method), RULES, Selection()))
    assert {finding.rule for finding in found} <= PRICES.get(method[0], set())
    assert {finding.severity for finding in found} <= {"info"}


@settings(max_examples=15, deadline=None, derandomize=True)
@given(wishes(), methods)
def test_every_claim_holds(wanted: Wanted, method: tuple[str, bool]) -> None:
    proof = prove(made(wanted, method), Asked(1, None, CLAIMS))
    broken = {judged.claim for judged in proof.claims if not judged.held}
    assert broken <= (BREAKS_WITH_THREE if len(wanted.nodes) > 2 else set())
    assert proof.complete


@settings(max_examples=15, deadline=None, derandomize=True)
@given(wishes(), methods)
def test_haproxy_accepts_it(wanted: Wanted, method: tuple[str, bool]) -> None:
    for node in made(wanted, method).nodes:
        haproxy = shutil.which("haproxy", path="/usr/sbin:/usr/bin:/usr/local/sbin")
        assert haproxy is not None
        done = subprocess.run(
            [haproxy, "-c", "-q", "-f", "/dev/stdin"],
            input=node.files[HAPROXY_CFG].data,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.lab
@pytest.mark.parametrize(
    "options",
    [
        ("--vip", "2001:db8::36/64", "--relay", "--mode", "tcp", "--stay"),
        ("--method", "dummy", "--port", "80", "--port", "443"),
    ],
)
def test_both_daemons_accept_it(options: tuple[str, ...], tmp_path: Path) -> None:
    nodes = ("--node", "lb1=192.0.2.11,2001:db8::11", "--node", "lb2=192.0.2.12,2001:db8::12")
    result = run(tmp_path / "site", *nodes, *GIVEN[4:], *options, "--yes")
    assert result.exit_code == 0, result.output
    assert said(tmp_path / "site" / "lb2", "haproxy") == ("Configuration file is valid",)
    assert said(tmp_path / "site" / "lb2", "keepalived") == ()


@pytest.mark.lab
def test_a_drill_of_it_holds_and_its_journals_make_a_story(tmp_path: Path) -> None:
    site, logs = tmp_path / "site", tmp_path / "logs"
    patient = ("--fail-over", "3s")  # a machine with other work to do moves no VIP by itself
    assert run(site, *GIVEN, *patient, "--yes").exit_code == 0
    words = ["drill", str(site), "--fault", "keepalived-stop", "--journals", str(logs)]
    drilled = CliRunner().invoke(holdfast, words)
    assert drilled.exit_code == 0, drilled.output
    assert drilled.stderr == f"now: holdfast story {logs}/lb1.log {logs}/lb2.log\n"
    words = ["story", str(logs / "lb1.log"), str(logs / "lb2.log"), "--site", str(site)]
    told = CliRunner().invoke(holdfast, words)
    assert (told.exit_code, told.stderr) == (0, "")
    assert "lb1 loses VI_4 (192.0.2.36): its keepalived was stopped." in told.stdout
    assert re.search(r"lb2 takes VI_4 \(192.0.2.36\): lb1 (had )?lost it", told.stdout)
    assert "requests answered" in told.stdout


def test_every_claim_holds_with_two_faults_at_once(tmp_path: Path) -> None:
    for option in ("--return", "--stay"):
        assert run(tmp_path / option, *GIVEN, option, "--yes").exit_code == 0
        proof = prove(load([str(tmp_path / option)]), Asked(2, None, CLAIMS))
        assert (proof.held, proof.complete) == (True, True)


def test_what_is_written(tmp_path: Path) -> None:
    result = run(tmp_path / "site", *GIVEN, "--stay", "--yes")
    assert (result.exit_code, result.stdout) == (0, f"wrote {tmp_path / 'site'}: lb1, lb2\n")
    assert "left:" not in result.stderr
    written = sorted(
        path.relative_to(tmp_path / "site").as_posix()
        for path in (tmp_path / "site").rglob("*")
        if path.is_file() and "lb2" not in path.parts
    )
    assert written == [
        "holdfast.yaml",
        "lb1/etc/haproxy/haproxy.cfg",
        "lb1/etc/keepalived/keepalived.conf",
        "lb1/etc/systemd/system/haproxy.service.d/holdfast-timers.conf",
        "lb1/etc/systemd/system/keepalived.service.d/holdfast-timers.conf",
        "lb1/usr/local/sbin/haproxy-answers",
        "test.sh",
    ]
    keepalived = (tmp_path / "site/lb1/etc/keepalived/keepalived.conf").read_text()
    assert "    nopreempt  # " in keepalived
    assert "state MASTER" not in keepalived
    assert "virtual_router_id 36" in keepalived
    program = tmp_path / "site/lb1/usr/local/sbin/haproxy-answers"
    assert program.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    ("options", "last"),
    [
        (("--no-relay",), ["holdfast prove .", "holdfast drill ."]),
        (
            ("--relay",),
            ["holdfast prove .", "holdfast drill .", "holdfast drill . --fault planned-move"],
        ),
    ],
)
def test_it_has_a_test_of_its_own(
    options: tuple[str, ...], last: list[str], tmp_path: Path
) -> None:
    """tests/slow plays it."""
    result = run(tmp_path / "site", *GIVEN, *options, "--yes")
    test = tmp_path / "site/test.sh"
    assert result.stderr.endswith(f"now: {test} (check, prove, drill)\n")
    assert test.stat().st_mode & 0o777 == 0o755
    assert test.read_text().splitlines()[6:] == last


def test_of_three_nodes_the_claim_that_no_file_mends_is_left_out(tmp_path: Path) -> None:
    third = ("--node", "lb3=192.0.2.13")
    assert run(tmp_path / "site", *GIVEN, *third, "--yes").exit_code == 0
    [proof] = [w for w in (tmp_path / "site/test.sh").read_text().splitlines() if "prove" in w]
    claimed = {name for name in proof.split() if name in {claim.name for claim in CLAIMS}}
    assert {claim.name for claim in CLAIMS} - claimed == BREAKS_WITH_THREE


def test_what_fix_would_write_is_what_init_writes(tmp_path: Path) -> None:
    assert run(tmp_path / "site", *GIVEN, "--yes").exit_code == 0
    again = ["fix", str(tmp_path / "site"), "--method", "transparent", "--timers"]
    assert CliRunner().invoke(holdfast, again).stdout == "nothing to do\n"


def test_the_questions_make_the_same_site_as_the_options(tmp_path: Path) -> None:
    answers = (
        "lb1=192.0.2.11\nlb2\nlb2=192.0.2.12\n\n192.0.2.36\n192.0.2.36/24\n\n\n\n"
        "web1=192.0.2.101:80\n\nens18\n\n\n\n\n\n"
    )
    asked = run(tmp_path / "asked", answers=answers)
    assert asked.exit_code == 0, asked.output
    assert "lb2 is no node: write NAME=ADDRESS, such as lb1=192.0.2.11" in asked.output
    assert "192.0.2.36 is no VIP: write ADDRESS/PREFIX, such as 192.0.2.36/24" in asked.output
    assert run(tmp_path / "given", *GIVEN, "--yes").exit_code == 0
    done = subprocess.run(["diff", "-r", tmp_path / "asked", tmp_path / "given"], check=False)
    assert done.returncode == 0


def test_only_what_is_not_given_is_asked(tmp_path: Path) -> None:
    given = (*GIVEN, "--port", "80", "--method", "dummy", "--fail-over", "1s", "--no-relay")
    result = run(tmp_path / "site", *given, answers="tcp\nn\n")
    assert result.exit_code == 0, result.output
    asked = [line.partition(" (")[0].partition(" [")[0] for line in result.stdout.splitlines()]
    assert asked == [
        "What HAProxy speaks",
        "Shall VIPs go back to a preferred node that is well again",
        f"wrote {tmp_path / 'site'}: lb1, lb2",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (GIVEN[2:], "one node has nowhere to move a VIP to: give --node twice or more"),
        ((*GIVEN, "--node", "lb2=192.0.2.13"), "two nodes are lb2: each is given once"),
        ((*GIVEN, "--node", "lb3=192.0.2.12"), "two hosts are 192.0.2.12: each is given once"),
        (
            (*GIVEN, "--vip", "2001:db8::36/64"),
            "lb1 has no IPv6 address, and a VIP has: --node lb1=ADDRESS,ADDRESS",
        ),
        (
            (*GIVEN, "--vip", "192.0.2.11/24"),
            "192.0.2.11 is a VIP and a node's own address: a VIP belongs to no node",
        ),
        (GIVEN[:6], "--yes asks nothing, and there is no --vip: give it"),
        (GIVEN[:4] + GIVEN[6:], "--yes asks nothing, and there is no --interface: give it"),
        (
            (*GIVEN, "--fail-over", "100ms"),
            "timers: fail_over is 100 ms: a hypervisor may hold a guest up for longer, and the VIP "
            "would move needlessly; write at least 300ms into holdfast.yaml, or `platform: metal` "
            "where there is none",
        ),
    ],
)
def test_what_cannot_be_is_one_line(words: tuple[str, ...], told: str, tmp_path: Path) -> None:
    result = run(tmp_path / "site", *words, "--yes")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {told}\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "word", "told"),
    [
        ("--node", "lb 1=192.0.2.11", "lb 1=192.0.2.11 is no node"),
        ("--node", "lb1=../etc", "../etc is no address"),
        ("--node", "../x=192.0.2.11", "../x=192.0.2.11 is no node"),
        ("--node", "lb1=127.0.0.1", "127.0.0.1 is no address of a host on a network"),
        ("--vip", "192.0.2.300/24", "192.0.2.300/24 is no VIP"),
        ("--vip", "fe80::1%ens18/64", "fe80::1%ens18/64 is no VIP"),
        ("--port", "0", "0 is no port: from 1 to 65535"),
        ("--port", "eighty", "eighty is no port: from 1 to 65535"),
        ("--server", "192.0.2.101", "192.0.2.101 is no server"),
        ("--server", "a b=192.0.2.101:80", "a b is no name of a server"),
        ("--interface", "ens18 {", "ens18 { is no interface"),
        ("--virtual-router-id", "256", "256 is no virtual_router_id: from 1 to 255"),
        ("--fail-over", "soon", "soon is no time: write 100ms or 1s"),
    ],
)
def test_a_word_that_cannot_be_read(option: str, word: str, told: str, tmp_path: Path) -> None:
    result = run(tmp_path / "site", *GIVEN, option, word, "--yes")
    assert result.exit_code == 2
    assert f"Invalid value for '{option}': {told}" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mine").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("site", "file"):
        result = run(tmp_path / name, *GIVEN, "--yes")
        told = f"Error: {tmp_path / name} is there and not an empty folder: name another\n"
        assert (result.exit_code, result.stderr) == (2, told)
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["mine"]


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert run(tmp_path, *GIVEN, "--yes").exit_code == 0


def test_a_folder_that_cannot_be_written_is_one_line() -> None:
    result = run("/proc/site", *GIVEN, "--yes")
    assert result.exit_code == 2
    assert result.stderr == "Error: /proc/site: No such file or directory; nothing was written\n"
