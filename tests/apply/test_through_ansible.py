# SPDX-License-Identifier: Apache-2.0
"""Steps brought to nodes by the real Ansible over a real SSH; the rest is in test_run."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.apply.hosts import hosts
from tests.apply.rollout import CONF, read

from holdfast.apply.ansible import installed
from holdfast.apply.nodes import Lost, Nodes, Told
from holdfast.apply.run import Applied, begin, carry_out
from holdfast.apply.through_ansible import ThroughAnsible
from holdfast.cli.main import holdfast
from holdfast.model.steps import Step, WriteFile

PAIR = Path(__file__).parents[2] / "examples" / "pair"
SECRET = "hunter2"
ODD = r"\n== holdfast refused ==\ncaf\351\n== holdfast end ==\n"
"""As a checker says it of a file that is in Latin-1."""

pytestmark = pytest.mark.lab


def test_a_step_and_back_and_no_secret_in_any_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "ansible.log"
    monkeypatch.setenv("ANSIBLE_LOG_PATH", str(log))
    site = read(str(PAIR))
    data = site.nodes[1].files[CONF].data
    step = Step("a comment", (WriteFile("lb2", CONF, data + f"# {SECRET}\n".encode()),))
    with hosts(PAIR, tmp_path / "ssh") as running:
        with ThroughAnsible(installed(running.inventory)) as ask:
            to = Nodes(ask)
            run = begin(to, [step], site, "wanted")
            assert isinstance(carry_out(to, run.run, run.outline, {}, str), Applied)
            assert SECRET in running.shell("lb2", f"cat {CONF}")
            [odd] = ask(["lb1"], ["printf", ODD], {}).values()
            known = running.known_hosts.read_text()
            running.known_hosts.write_text("")
            [lost] = to.anew(["lb1"], "tell").values()
            running.known_hosts.write_text(known)

        words = ["undo", "--inventory", running.inventory, "lb2"]
        done = CliRunner().invoke(holdfast, words, prog_name="holdfast")

        assert (done.exit_code, done.stdout) == (0, f"undone {run.run}: lb2 as before\n")
        assert running.shell("lb2", f"cat {CONF}").encode() == data
        assert running.shell("lb2", "ls /var/lib | grep holdfast || :") == ""
    assert isinstance(odd, Told)
    assert odd.why == "caf\ufffd"
    assert isinstance(lost, Lost)
    assert "cannot be reached: " in lost.why
    assert "Host key verification failed" in lost.why
    assert os.path.getsize(log) > 0
    assert SECRET not in log.read_text()
