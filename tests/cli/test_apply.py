# SPDX-License-Identifier: Apache-2.0
"""What `apply` and `undo` cannot do: one line, exit 2, and no host is asked."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdfast.cli.main import holdfast

PAIR = str(Path(__file__).parents[2] / "examples" / "pair")
UNREACHABLE = """\
lb1 ansible_host=127.0.0.1 ansible_port=1 ansible_ssh_common_args='-o ControlPath=none'
lb2 ansible_host=127.0.0.1 ansible_port=1 ansible_ssh_common_args='-o ControlPath=none'
"""


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(holdfast, list(map(str, words)), prog_name="holdfast")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["apply"], "which site? holdfast apply SITE, as collect wrote it, or --to SITE"),
        (
            ["apply", PAIR, "--to", PAIR, "--method", "dummy"],
            "--to names what the hosts should have: leave out --method and the others",
        ),
        (
            ["apply", f"{PAIR}/lb1/etc/haproxy/haproxy.cfg"],
            f"{PAIR}/lb1/etc/haproxy/haproxy.cfg has no node folders: name a site as holdfast "
            "collect writes it",
        ),
        (["undo"], "which hosts? name them, or an --inventory"),
        (["undo", "-i", "/no/such"], "/no/such is not there: name Ansible's inventory"),
    ],
)
def test_what_is_no_question_for_a_host(words: list[str], why: str) -> None:
    done = call(*words)

    assert (done.exit_code, done.output) == (2, f"Error: {why}\n")


@pytest.mark.lab
def test_hosts_that_do_not_answer(tmp_path: Path) -> None:
    inventory = tmp_path / "hosts"
    inventory.write_text(UNREACHABLE)

    for words in (["apply", PAIR, "--method", "dummy", "--yes"], ["undo", "all"]):
        done = call(*words, "--inventory", inventory)

        assert done.exit_code == 2
        assert done.output.startswith(
            "Error: lb1: cannot be reached: ssh: connect to host 127.0.0.1"
        )
        assert "; lb2: cannot be reached: " in done.output
        assert done.output.count("\n") == 1


@pytest.mark.lab
@pytest.mark.parametrize("others", ["", "[lb2]\nlb21\nlb22\n"], ids=["none", "a group"])
def test_a_node_that_the_inventory_does_not_have(others: str, tmp_path: Path) -> None:
    inventory = tmp_path / "hosts"
    inventory.write_text(f"lb1 ansible_host=127.0.0.1 ansible_port=1\n{others}")

    done = call("apply", PAIR, "--method", "dummy", "--inventory", inventory)

    assert (done.exit_code, done.output) == (2, "Error: the inventory has no lb2\n")
