# SPDX-License-Identifier: Apache-2.0
"""Steps on the nodes of a lab: done, interrupted, gone on with, taken back."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.apply.in_lab import as_it_is, nodes, shell
from tests.apply.rollout import CFG, CONF, NEW, OLD, VIP, read, running, turns

from holdfast.apply.nodes import Nodes, Told
from holdfast.apply.run import Applied, Failed, NotBegun, begin, carry_out
from holdfast.apply.standing import Idle, Refused, Unfinished, records, standing
from holdfast.apply.undo import Undone, claim, undo
from holdfast.lab.lab import Lab
from holdfast.model.site import Site
from holdfast.model.steps import SetKernel, Step

PAIR = Path(__file__).parents[2] / "examples" / "pair"
NAMES = ("lb1", "lb2")

pytestmark = pytest.mark.lab


class Killed(BaseException):
    """The control machine is gone: nothing of it runs any more."""


def until(last: int) -> Callable[[str], None]:
    """Lets this many steps of nodes begin, then kills the control machine."""
    left = iter(range(last))

    def tell(_what: str) -> None:
        if next(left, None) is None:
            raise Killed

    return tell


def never(_what: str) -> None:
    return None


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("site") / "pair"
    shutil.copytree(PAIR, folder)
    for name in NAMES:
        (folder / name / OLD[1:]).write_text("192.168.0.0/16 outside\n")
        (folder / name / CFG[1:]).chmod(0o640)
    return read(str(folder))


@pytest.fixture(scope="module")
def lab(site: Site) -> Iterator[Lab]:
    with running(site) as found:
        for name in NAMES:
            shell(found, name, f"echo '192.168.0.0/16 outside' >{OLD}; chmod 604 {OLD}")
        yield found


def apply(to: Nodes, steps: tuple[Step, ...], site: Site, tell: Callable[[str], object]) -> object:
    begun = begin(to, steps, site, "wanted")
    return carry_out(to, begun.run, begun.outline, {}, tell)


def taken_back(lab: Lab) -> object:
    return undo(nodes(lab), records(nodes(lab), NAMES), never)


def gone_on(lab: Lab) -> object:
    to = nodes(lab)
    found = standing(records(to, NAMES), "wanted")
    assert isinstance(found, Unfinished)
    claim(to, found.held)
    return carry_out(to, found.run, found.outline, found.done, never)


def without_kernel(step: Step) -> Step:
    """The step without ip_nonlocal_bind, by which HAProxy could bind whatever there is."""
    acts = tuple(act for act in step.acts if not isinstance(act, SetKernel))
    return replace(step, acts=acts)


def state(lab: Lab) -> list[tuple[str, str]]:
    return [as_it_is(lab, name) for name in NAMES]


def test_a_run_and_back(lab: Lab, site: Site) -> None:
    before = state(lab)

    assert isinstance(apply(nodes(lab), turns(site), site, never), Applied)

    assert "transparent" in shell(lab, "lb2", f"cat {CFG}")
    assert shell(lab, "lb2", f"stat -c '%a' {CFG} {NEW}") == "640\n640\n"
    assert "old.map" not in shell(lab, "lb1", "ls /etc/haproxy")
    assert lab.systemctl("lb2", "is-active", "haproxy").output.strip() == "active"
    assert lab.owners(VIP) == ("lb1",)
    assert shell(lab, "lb1", "stat -c %a /var/lib/holdfast /var/lib/holdfast/*T*") == "700\n700\n"

    done = taken_back(lab)

    assert isinstance(done, Undone)
    assert state(lab) == before


@pytest.mark.parametrize("steps", [1, 4])
def test_a_control_machine_that_dies_is_undone_by_another(lab: Lab, site: Site, steps: int) -> None:
    before = state(lab)

    with pytest.raises(Killed):
        apply(nodes(lab), turns(site), site, until(steps))

    assert state(lab) != before
    assert isinstance(taken_back(lab), Undone)
    assert state(lab) == before


def test_a_run_is_gone_on_with(lab: Lab, site: Site) -> None:
    before = state(lab)
    with pytest.raises(Killed):
        apply(nodes(lab), turns(site), site, until(2))

    assert isinstance(gone_on(lab), Applied)

    assert isinstance(standing(records(nodes(lab), NAMES), "wanted"), Idle)
    assert isinstance(taken_back(lab), Undone)
    assert state(lab) == before


def test_other_files_have_to_wait_for_the_end_of_a_run(lab: Lab, site: Site) -> None:
    with pytest.raises(Killed):
        apply(nodes(lab), turns(site), site, until(2))
    run = max(one.run for one in records(nodes(lab), NAMES).values() if one is not None)

    with pytest.raises(Refused) as refused:
        standing(records(nodes(lab), NAMES), "others")
    with pytest.raises(NotBegun) as not_begun:
        begin(nodes(lab), turns(site), site, "others")

    assert str(refused.value) == (
        f"an apply of other files was interrupted ({run}, step 2 of 6: the kernel of lb2 knows "
        "them): apply those again, or take them back: holdfast undo"
    )
    assert str(not_begun.value) == f"lb2: unfinished: {run}; lb1: unfinished: {run}"
    assert isinstance(taken_back(lab), Undone)


def test_what_the_checker_rejects_reaches_no_daemon(lab: Lab, site: Site) -> None:
    before = state(lab)
    pid = lab.systemctl("lb1", "show", "haproxy", "--property=MainPID").output

    ended = apply(nodes(lab), turns(site, cfg=b" transparant"), site, never)

    assert isinstance(ended, Failed)
    assert (ended.says, ended.node, ended.stuck) == ("lb2 gets its files", "lb2", None)
    assert "unknown keyword 'transparant'" in ended.why
    assert state(lab) == before
    assert lab.systemctl("lb1", "show", "haproxy", "--property=MainPID").output == pid
    assert shell(lab, "lb1", "ls /var/lib") == shell(lab, "lb2", "ls /var/lib")


def test_files_that_haproxy_does_not_take_are_taken_back(lab: Lab, site: Site) -> None:
    """`haproxy -c` binds nothing; with an address of nobody's the former worker goes on."""
    before = state(lab)
    nobodys = b"\n    bind 192.0.2.99:81"

    steps = (step for step in turns(site, cfg=nobodys) if "lb1" in step.says)
    ended = apply(nodes(lab), tuple(map(without_kernel, steps)), site, never)

    assert isinstance(ended, Failed)
    assert (ended.says, ended.node, ended.stuck) == ("the daemons of lb1 read them", "lb1", None)
    assert ended.why == (
        "HAProxy goes on with its former files: journalctl -u haproxy.service says why"
    )
    assert state(lab) == before


def test_a_node_that_does_not_serve_goes_back_and_the_other_is_left_alone(
    lab: Lab, site: Site
) -> None:
    """Without `transparent` HAProxy on lb2 cannot bind the VIP, even where it is asked again."""
    before = state(lab)
    ended = apply(nodes(lab), tuple(map(without_kernel, turns(site, cfg=b""))), site, never)

    assert isinstance(ended, Failed)
    assert (ended.says, ended.node, ended.stuck) == ("the daemons of lb2 read them", "lb2", None)
    assert state(lab) == before


def test_a_file_that_somebody_changed_since_is_not_overwritten(lab: Lab, site: Site) -> None:
    before = state(lab)
    assert isinstance(apply(nodes(lab), turns(site), site, never), Applied)
    shell(lab, "lb1", f"echo '# mine' >>{CFG}")

    with pytest.raises(Refused) as refused:
        taken_back(lab)

    assert str(refused.value) == (
        f"somebody changed lb1: {CFG} since: take that away first, or put the backup in its place "
        "with --force, which keeps the other on the node"
    )
    assert "# mine" in shell(lab, "lb1", f"cat {CFG}")
    found = records(nodes(lab), NAMES)
    assert isinstance(undo(nodes(lab), found, never, force=True), Undone)
    assert "# mine" in shell(lab, "lb1", "cat /var/lib/holdfast/discarded/*/1")
    shell(lab, "lb1", "rm -r /var/lib/holdfast")
    assert state(lab) == before


def test_a_file_that_was_changed_since_it_was_read_stops_it_before_it_begins(
    lab: Lab, site: Site
) -> None:
    shell(lab, "lb1", f"cp -p {CONF} /run/own; echo '# mine' >>{CONF}")
    before = state(lab)

    with pytest.raises(NotBegun) as refused:
        apply(nodes(lab), turns(site), site, never)

    assert str(refused.value) == (f"lb1: {CONF} was changed since it was read: read the node again")
    assert state(lab) == before
    shell(lab, "lb1", f"cp -p /run/own {CONF}")


def test_two_control_machines_do_not_work_on_a_node_at_once(lab: Lab, site: Site) -> None:
    other = nodes(lab)
    other.me = "root@elsewhere:1:1"
    with pytest.raises(Killed):
        apply(other, turns(site), site, until(1))
    found = records(nodes(lab), NAMES)

    with pytest.raises(Refused) as refused:
        undo(nodes(lab), found, never)

    assert "lb1: held: root@elsewhere:1:1 works there, heard of " in str(refused.value)
    for name in NAMES:
        shell(lab, name, "sed -i 's/ .*/ 1/' /run/holdfast.control")
    assert isinstance(undo(nodes(lab), found, never), Undone)
    run = next(one.run for one in found.values() if one is not None)
    [late] = other.of_run(run, ["lb2"], "do", "2", "0").values()
    assert isinstance(late, Told)
    assert (late.word, late.why) == ("gone", f"{run} is not there any more: it was undone")
