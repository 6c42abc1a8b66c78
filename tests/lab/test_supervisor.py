# SPDX-License-Identifier: Apache-2.0
"""Several units of one node, living: their order at boot and stop, and whom a job reaches."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from tests.lab.pair import bare, lab_of

from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.lab import Lab
from holdfast.lab.spec import UnitSpec

pytestmark = pytest.mark.lab


def told(name: str, **relations: tuple[str, ...]) -> UnitSpec:
    """A unit that remains, and notes in /run/story what happens to it."""
    note = f"/bin/sh -c 'sleep 0.1; echo {name} %s >>/run/story'"
    unit = UnitSpec(f"{name}.service", (note % "up",), **relations)  # type: ignore[arg-type]
    return replace(
        unit, type="oneshot", remain_after_exit=True, exec_stop=(note % "down",),
        exec_reload=(note % "again",), enabled=name in ("late", "wall"),
    )  # fmt: skip


UNITS = (
    told("late", after=("early.service",), requires=("early.service",)),
    told("early", wants=("rules.service", "nobody.service")),
    told("rules", after=("wall.service",), before=("early.service",), part_of=("wall.service",),
         reload_from=("wall.service",)),
    told("wall", before=("network-pre.target",)),
    told("needy", requires=("broken.service",), after=("broken.service",)),
    UnitSpec("broken.service", exec_start=("/bin/false",), type="oneshot", enabled=False),
    told("chicken", after=("egg.service",), wants=("egg.service",)),
    told("egg", after=("chicken.service",)),
    UnitSpec("roomy.service", exec_start=("/bin/sleep 1000",), runtime_directories=("roomy/in",),
             enabled=False),
)  # fmt: skip


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab(lab_of(bare("lb1", *UNITS))) as lab:
        lab.boot()
        lab.eventually(
            lambda: story(lab)[-1:] == ["late up"], within=SETTLE_MS, what="the last unit's start"
        )
        yield lab


def story(lab: Lab) -> list[str]:
    """What happened since it was told last."""
    return lab.run("lb1", "cat", "/run/story").output.splitlines()


def happens(lab: Lab, *words: str, noted: list[str]) -> None:
    """systemctl succeeds, and this is noted: jobs that come along may end after those asked for."""
    before = len(story(lab))
    assert lab.systemctl("lb1", *words).status == 0
    lab.eventually(
        lambda: len(story(lab)) >= before + len(noted), within=SETTLE_MS, what=f"{noted}"
    )
    assert story(lab)[before:] == noted


def test_boot_follows_order_and_wishes(lab: Lab) -> None:
    assert story(lab) == ["wall up", "rules up", "early up", "late up"]


def test_stops_and_restarts_go_the_other_way_and_reach_who_requires_it(lab: Lab) -> None:
    happens(
        lab, "restart", "early", noted=["late down", "early down", "early up", "late up"]
    )  # fmt: skip
    happens(lab, "stop", "early", "rules", noted=["late down", "early down", "rules down"])
    happens(lab, "start", "late", noted=["rules up", "early up", "late up"])


def test_a_part_is_restarted_and_reloaded_with_the_whole(lab: Lab) -> None:
    happens(lab, "reload", "wall", noted=["wall again", "rules again"])
    happens(lab, "restart", "wall", noted=["rules down", "wall down", "wall up", "rules up"])
    happens(lab, "stop", "rules", noted=["rules down"])
    happens(lab, "reload", "wall", noted=["wall again"])


def test_what_requires_a_failed_unit_does_not_start(lab: Lab) -> None:
    ran = lab.systemctl("lb1", "start", "needy")
    assert (ran.status, ran.output) == (
        1,
        "A dependency job for needy.service failed. See 'journalctl -xe' for details.",
    )
    assert story(lab)[-1] == "late up"


def test_a_cycle_is_broken_and_told(lab: Lab) -> None:
    happens(lab, "start", "chicken", noted=["chicken up"])
    said = [line.text for line in lab.logs("lb1", "egg.service")]
    assert said == ["egg.service: Job egg.service/start deleted to break ordering cycle"]


def test_a_start_while_stopping_starts_afterwards(lab: Lab) -> None:
    lab.systemctl("lb1", "--no-block", "stop", "late")
    assert lab.systemctl("lb1", "start", "late").status == 0
    assert story(lab)[-2:] == ["late down", "late up"]


def test_a_runtime_directory_goes_with_its_unit(lab: Lab) -> None:
    assert lab.systemctl("lb1", "start", "roomy").status == 0
    assert lab.run("lb1", "test", "-d", "/run/roomy/in").status == 0
    assert lab.systemctl("lb1", "stop", "roomy").status == 0
    assert lab.run("lb1", "test", "-d", "/run/roomy/in").status == 1
