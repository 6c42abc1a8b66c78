# SPDX-License-Identifier: Apache-2.0
"""A run stopped anywhere: the control machine after every step, a node at any command of a step.

A client asks for the VIP all the while: every request is answered.
"""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from tests.apply.in_lab import as_it_is, nodes, shell
from tests.apply.rollout import OLD, ask, failed, read, running, turns

from holdfast.apply.node.record import Record
from holdfast.apply.run import Applied, NotBegun, begin, carry_out
from holdfast.apply.standing import Unfinished, records, standing
from holdfast.apply.undo import Undone, claim, undo
from holdfast.lab.lab import Lab
from holdfast.model.site import Site

PAIR = Path(__file__).parents[2] / "examples" / "pair"
NAMES = ("lb1", "lb2")
EVERY = 23
"""A node dies at every so manieth command of a step; prime, so that it meets all kinds."""

pytestmark = pytest.mark.lab


class Killed(BaseException):
    """The control machine is gone: nothing of it runs any more."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("site") / "pair"
    shutil.copytree(PAIR, folder)
    return read(str(folder))


@pytest.fixture(scope="module")
def lab(site: Site) -> Iterator[Lab]:
    with running(site) as found:
        for name in NAMES:
            shell(found, name, f"echo '192.168.0.0/16 outside' >{OLD}; chmod 604 {OLD}")
        yield found


def state(lab: Lab) -> list[tuple[str, str]]:
    return [as_it_is(lab, name) for name in NAMES]


def stopped_after(lab: Lab, site: Site, steps: int) -> bool:
    """Whether the run was over before as many steps of nodes had begun."""
    left = iter(range(steps))

    def tell(_what: str) -> None:
        if next(left, None) is None:
            raise Killed

    begun = begin(nodes(lab), turns(site), site, "wanted")
    try:
        carry_out(nodes(lab), begun.run, begun.outline, {}, tell)
    except Killed:
        return False
    return True


def taken_back(lab: Lab) -> None:
    assert isinstance(undo(nodes(lab), records(nodes(lab), NAMES), str), Undone)


def gone_on(lab: Lab) -> None:
    to = nodes(lab)
    found = standing(records(to, NAMES), "wanted")
    assert isinstance(found, Unfinished)
    claim(to, found.held)
    ended = carry_out(to, found.run, found.outline, found.done, str)
    assert isinstance(ended, Applied), ended


@pytest.mark.timeout(1800)
def test_the_control_machine_dies_after_every_step(lab: Lab, site: Site) -> None:
    before = state(lab)
    since = ask(lab)

    for steps in count():
        over = stopped_after(lab, site, steps)
        taken_back(lab)
        assert state(lab) == before, f"after {steps} steps"
        if over:
            break
        stopped_after(lab, site, steps)
        gone_on(lab)
        taken_back(lab)
        assert state(lab) == before, f"gone on with after {steps} steps"

    assert steps == 8
    assert failed(lab, since) == []


@pytest.mark.timeout(3600)
def test_a_node_dies_at_any_command_of_a_step(lab: Lab, site: Site) -> None:
    before = state(lab)
    since = ask(lab)
    for number in (1, 2, 3):
        for commands in count(1, EVERY):
            begun = begin(nodes(lab), turns(site), site, "wanted")
            for earlier in range(1, number):
                nodes(lab).of_run(begun.run, ["lb2"], "do", str(earlier), "0")
            died = dies(lab, begun, number, commands)
            if commands % 2:
                gone_on(lab)
            taken_back(lab)
            assert state(lab) == before, f"step {number}, command {commands}"
            if not died:
                break
    assert failed(lab, since) == []


def dies(lab: Lab, begun: Record, step: int, commands: int) -> bool:
    """The program on lb2, killed with all that it had started before its nth command."""
    program = f"/var/lib/holdfast/{begun.run}/program"
    kill = f'n=0; trap "n=\\$((n+1)); [ \\$n -lt {commands} ] || kill -9 0" DEBUG; set -T; . "$0"'
    words = ["alone-do", begun.run, nodes(lab).me, str(step), "0"]
    done = lab.run("lb2", "setsid", "--wait", "bash", "-c", kill, program, *words)
    return done.status != 0


def test_a_full_disk_stops_it_before_anything_is_changed(lab: Lab, site: Site) -> None:
    before = state(lab)
    shell(lab, "lb2", "mkdir /var/lib/holdfast; mount -t tmpfs -o size=40k none /var/lib/holdfast")

    with pytest.raises(NotBegun) as refused:
        begin(nodes(lab), turns(site), site, "wanted")

    assert str(refused.value).startswith("lb2: ")
    assert str(refused.value).endswith("No space left on device")
    shell(lab, "lb2", "umount /var/lib/holdfast; rmdir /var/lib/holdfast")
    assert state(lab) == before


def test_a_step_is_done_to_its_end_where_the_connection_is_lost(lab: Lab, site: Site) -> None:
    before = state(lab)
    to = nodes(lab)
    begun = begin(to, turns(site), site, "wanted")
    program = f"/var/lib/holdfast/{begun.run}/program"

    lost = f"until grep -q '^act 1' {Path(program).parent}/journal; do sleep 0.01; done; kill -9 $!"
    shell(lab, "lb2", f"sh {program} do {begun.run} {to.me} 1 1 & {lost} || :")

    lab.eventually(lambda: done(lab, 1), within=30_000, what="the step is done all the same")
    taken_back(lab)
    assert state(lab) == before


def done(lab: Lab, step: int) -> bool:
    found = records(nodes(lab), ["lb2"])["lb2"]
    return found is not None and step in found.done
