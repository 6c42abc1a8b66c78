# SPDX-License-Identifier: Apache-2.0
"""Which jobs a request makes, and their order, without a process."""

from holdfast.lab.services.transaction import Job, Verb, goes_first, needed_by, pulled_in
from holdfast.lab.spec import UnitSpec


def spec(name: str, **relations: tuple[str, ...]) -> UnitSpec:
    return UnitSpec(name, exec_start=("/bin/true",), **relations)  # type: ignore[arg-type]


RULES = spec(
    "rules", before=("haproxy",), part_of=("nftables",), reload_from=("nftables",)
)  # fmt: skip
NFTABLES = spec("nftables", before=("network-pre.target",), wants=("network-pre.target",))
HAPROXY = spec("haproxy", wants=("rules",), after=("network-online.target",))
KEEPALIVED = spec("keepalived", requires=("gone.device", "haproxy"), after=("haproxy",))
ALL = {one.name: one for one in (RULES, NFTABLES, HAPROXY, KEEPALIVED)}


def brought(verb: Verb, name: str) -> set[str]:
    found = pulled_in(ALL, [Job(name, verb)])
    assert found[0] == Job(name, verb)
    assert {job.verb for job in found} == {verb}
    return {job.unit for job in found[1:]}


def first(one: str, verb: Verb, other: str, other_verb: Verb) -> bool:
    return goes_first(ALL, Job(one, verb), Job(other, other_verb))


def test_a_start_brings_what_is_wanted_and_required_all_the_way() -> None:
    assert brought("start", "keepalived") == {"haproxy", "rules"}
    assert brought("start", "rules") == set()


def test_a_stop_and_a_restart_reach_parts_and_those_that_require_it() -> None:
    assert brought("stop", "nftables") == {"rules"}
    assert brought("restart", "haproxy") == {"keepalived"}
    assert brought("stop", "keepalived") == set()


def test_a_reload_goes_to_those_that_take_theirs_from_it() -> None:
    assert brought("reload", "nftables") == {"rules"}
    assert brought("reload", "haproxy") == set()


def test_what_is_before_starts_first_and_stops_last() -> None:
    assert first("haproxy", "start", "keepalived", "start")
    assert not first("keepalived", "start", "haproxy", "start")
    assert first("keepalived", "stop", "haproxy", "stop")
    assert not first("haproxy", "stop", "keepalived", "stop")
    assert first("rules", "start", "haproxy", "start")


def test_a_stop_comes_before_any_start_whatever_the_order() -> None:
    assert first("haproxy", "stop", "keepalived", "start") is True
    assert first("keepalived", "restart", "haproxy", "start") is True
    assert first("haproxy", "start", "keepalived", "restart") is False


def test_a_restart_of_both_stops_the_later_one_first() -> None:
    assert first("keepalived", "restart", "haproxy", "restart")
    assert not first("haproxy", "restart", "keepalived", "restart")
    assert first("haproxy", "restart", "keepalived", "start")


def test_what_is_before_the_network_is_before_every_service() -> None:
    assert first("nftables", "start", "keepalived", "start")
    assert not first("keepalived", "start", "nftables", "start")


def test_units_without_an_order_do_not_wait() -> None:
    assert not first("rules", "start", "keepalived", "start")
    assert not first("keepalived", "start", "rules", "start")


def test_only_a_requirement_fails_with_what_it_needs() -> None:
    assert needed_by(ALL, "haproxy") == ("keepalived",)
    assert needed_by(ALL, "rules") == ()
