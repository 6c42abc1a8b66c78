# SPDX-License-Identifier: Apache-2.0
"""holdfast prove as a user types it."""

import io
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.prove.sites import haproxy_cfg, instance, site

from holdfast.cli.main import holdfast
from holdfast.model.json_version import VERSION

PAIR = Path(__file__).parents[2] / "examples" / "pair"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(holdfast, ["prove", *map(str, words)])


def test_a_broken_claim_ends_with_1_and_its_story() -> None:
    result = run(PAIR, "--claim", "haproxy-runs-everywhere")

    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert lines[0].startswith("pair: 2 states, 1 transition, 2 faults at once, ")
    assert "  1.                All nodes start from cold." in lines
    assert any(line.startswith("  2. 400 to 2500 ms HAProxy on lb1 cannot bind") for line in lines)
    assert any("decided by lb1: /etc/haproxy/haproxy.cfg:14" in line for line in lines)


def test_nothing_is_left_out_for_a_narrow_terminal() -> None:
    result = CliRunner().invoke(
        holdfast, ["prove", str(PAIR), "--faults", "1"], env={"COLUMNS": "40"}
    )

    assert "…" not in result.stdout
    assert "/etc/keepalived/keepalived.conf" in "".join(result.stdout.split())


def test_claims_that_are_kept_end_with_0(tmp_path: Path) -> None:
    site(tmp_path, instance(101), instance(100))

    result = run(tmp_path, "--claim", "one-owner", "--claim", "settles")

    assert (result.exit_code, "broken" in result.stdout) == (0, False)


def test_json_has_the_fields_that_are_promised() -> None:
    result = run(PAIR, "--claim", "haproxy-runs-everywhere", "--faults", "1", "--format", "json")
    told = json.loads(result.stdout)

    assert result.exit_code == 1
    assert list(told) == ["version", "states", "transitions", "faults", "seconds", "claims"]
    assert (told["version"], told["faults"]) == (VERSION, 1)
    [claim] = told["claims"]
    assert list(claim) == ["claim", "held", "why", "trace"]
    start, end = claim["trace"]
    assert start["action"] == {"fault": "boot", "node": None, "link": None, "undo": False}
    assert end["action"] == {"fault": None, "node": None, "link": None, "undo": False}
    assert end["after_ms"] == [400, 2500]
    assert end["state"]["lb1"] == {
        "haproxy": "start-limit",
        "keepalived": "running",
        "groups": {"VI_01": {"state": "BACKUP", "priority": 101}},
    }
    assert end["at"] == [{"node": "lb1", "file": "/etc/haproxy/haproxy.cfg", "line": 14}]


def test_the_addresses_of_holdfast_yaml_count(tmp_path: Path) -> None:
    """keepalived of lb1 sends to 10.0.0.2 alone: whether that is lb2, no other file says."""
    unicast = "unicast_peer {{\n        10.0.0.{}\n    }}"
    site(tmp_path, instance(101, unicast.format(2)), instance(100, unicast.format(1)))
    stated = "addresses: {{lb1: {{eth0: 10.0.0.1}}, lb2: {{eth0: 10.0.0.{}}}}}\n"

    (tmp_path / "holdfast.yaml").write_text(stated.format(2))
    assert run(tmp_path, "--claim", "one-owner").exit_code == 0
    (tmp_path / "holdfast.yaml").write_text(stated.format(3))
    result = run(tmp_path, "--claim", "one-owner")

    assert result.exit_code == 1
    told = "lb1 sends its advertisements to 10.0.0.2, and lb2 has 10.0.0.3"
    assert told in " ".join(result.stdout.split())


def test_more_than_there_is_time_for_is_told(tmp_path: Path) -> None:
    site(tmp_path, instance(101), instance(100), haproxy=haproxy_cfg("*:80"))

    result = run(tmp_path, "--claim", "one-owner", "--seconds", "0")

    assert result.exit_code == 2
    assert "the time was over" in result.stdout
    assert "not even all of those without a fault were" in " ".join(result.stdout.split())


def test_ctrl_c_ends_it_with_what_was_found(tmp_path: Path) -> None:
    """Seven nodes and four faults are more than a minute's work; the line tells that it goes on."""
    site(tmp_path, *(instance(priority) for priority in range(101, 108)), haproxy=haproxy_cfg())
    terminal, side = pty.openpty()
    words = [sys.executable, "-m", "holdfast", "prove", str(tmp_path), "--faults", "4"]
    words += ["--claim", "one-owner"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=side, text=True) as started:
        os.close(side)
        seen = b""
        while b"states seen" not in seen:
            seen += os.read(terminal, 4096)
        started.send_signal(signal.SIGINT)
        told = " ".join((started.stdout or io.StringIO()).read().split())

    assert started.returncode == 2
    assert "it was interrupted before all states with 4 faults at once were seen" in told


def test_seventeen_nodes_are_more_than_there_is_room_for(tmp_path: Path) -> None:
    site(tmp_path, *(instance(number) for number in range(100, 117)))

    result = run(tmp_path)

    assert result.exit_code == 2
    told = "a proof takes 16 nodes that move VIPs between them at most, and there are 17"
    assert told in " ".join(result.stderr.split())


def test_an_outage_of_a_site_with_a_check_that_cannot_be_read_is_told_with_its_times(
    tmp_path: Path,
) -> None:
    check = 'vrrp_script chk {\n    script "/opt/check"\n    interval 2\n}\n'
    tracked = "track_script {\n        chk\n    }"
    site(tmp_path, check + instance(101, tracked), check + instance(100, tracked))

    result = run(tmp_path, "--claim", "outage-within", "--budget", "1ms", "--format", "json")

    [claim] = json.loads(result.stdout)["claims"]
    assert (result.exit_code, claim["held"]) == (1, False)
    assert all(step["after_ms"][1] < 5000 for step in claim["trace"])


def test_without_faults_no_outage_was_looked_at(tmp_path: Path) -> None:
    site(tmp_path, instance(101), instance(100))

    result = run(tmp_path, "--claim", "outage-within", "--faults", "0")

    assert result.exit_code == 0
    assert "no fault was looked at" in result.stdout


def test_half_a_file_is_not_proved(tmp_path: Path) -> None:
    site(tmp_path, instance(101), instance(100) + "vrrp_instance VI_2 {\n")

    result = run(tmp_path)

    assert result.exit_code == 2
    assert result.stderr == (
        "Error: lb2: /etc/keepalived/keepalived.conf has a brace without its partner, and nobody "
        "knows what keepalived makes of it: `holdfast check` tells where\n"
    )


@pytest.mark.parametrize("seconds", ["nan", "inf"])
def test_there_is_an_end_to_the_time(seconds: str) -> None:
    result = run(PAIR, "--seconds", seconds)

    assert result.exit_code == 2
    assert f"Invalid value for '--seconds': {seconds} is no number of seconds" in result.stderr


def test_a_budget_is_a_time() -> None:
    result = run(PAIR, "--budget", "soon")

    assert result.exit_code == 2
    assert "soon is no time: write 500ms or 3s" in result.stderr


def test_loose_files_are_no_site(tmp_path: Path) -> None:
    (tmp_path / "haproxy.cfg").write_text(haproxy_cfg())

    result = run(tmp_path / "haproxy.cfg")

    assert result.exit_code == 2
    assert "a proof needs whole nodes" in result.stderr


def test_nodes_without_a_vip_are_nothing_to_prove(tmp_path: Path) -> None:
    """Of nothing every claim would be held."""
    site(tmp_path, "")

    result = run(tmp_path)

    assert result.exit_code == 2
    assert "no VRRP instance with a VIP in these nodes: nothing to prove" in result.stderr
