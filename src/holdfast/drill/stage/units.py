# SPDX-License-Identifier: Apache-2.0
"""systemd units in the lab's own terms."""

from collections.abc import Iterator, Mapping
from typing import cast

from holdfast.lab.spec import KillMode, Restart, UnitSpec, UnitType
from holdfast.model.site import Node
from holdfast.model.unit import HAPROXY, KEEPALIVED, NFTABLES, Unit


def units(node: Node) -> Iterator[UnitSpec]:
    """The two services, and what they hang on; one whose configuration is missing does not start.

    Other services of the node are none of the lab's business: `left_out` names them.
    """
    wanted = {HAPROXY: bool(node.haproxy.paths), KEEPALIVED: bool(node.keepalived.paths)}
    for name in _concerned(node.units):
        unit = node.units[name]
        yield _spec(unit, enabled=unit.enabled and wanted.get(name, True))


def left_out(node: Node) -> tuple[str, ...]:
    """The enabled services of the node that the lab does not start."""
    concerned = _concerned(node.units)
    return tuple(name for name, u in node.units.items() if u.enabled and name not in concerned)


def _concerned(units: Mapping[str, Unit]) -> tuple[str, ...]:
    """HAProxy and keepalived, the firewall, and what they or these pull in, follow or wait for."""
    found = [name for name in (HAPROXY, KEEPALIVED, NFTABLES) if name in units]
    for name in found:
        found += [other for other in units if other not in found and _bears_on(units, other, name)]
    return tuple(found)


def _bears_on(units: Mapping[str, Unit], one: str, other: str) -> bool:
    """Whether `one` has to be there for `other` to behave as on the host."""
    mine, theirs = units[one], units[other]
    needed = one in (*theirs.after, *theirs.wants, *theirs.requires, *theirs.part_of)
    follows = other in (*mine.requires, *mine.part_of, *mine.reload_from, *mine.before)
    return needed or follows or one in theirs.reload_from


def _spec(unit: Unit, *, enabled: bool) -> UnitSpec:
    """The unit as the lab's service manager takes it."""
    return UnitSpec(
        name=unit.name,
        exec_start=unit.exec_start,
        exec_start_pre=unit.exec_start_pre,
        exec_start_post=unit.exec_start_post,
        exec_reload=unit.exec_reload,
        exec_stop=unit.exec_stop,
        exec_stop_post=unit.exec_stop_post,
        environment=tuple(unit.environment.items()),
        type=cast("UnitType", unit.type),
        remain_after_exit=unit.remain_after_exit,
        restart=cast("Restart", unit.restart),
        restart_s=unit.restart_sec,
        start_limit_interval_s=unit.start_limit_interval,
        start_limit_burst=unit.start_limit_burst,
        kill_mode=cast("KillMode", unit.kill_mode),
        kill_signal=unit.kill_signal,
        timeout_start_s=unit.timeout_start,
        timeout_stop_s=unit.timeout_stop,
        success_exit_status=tuple(str(status) for status in unit.success_exit_status),
        runtime_directories=unit.runtime_directories,
        runtime_preserve=unit.runtime_preserve,
        after=unit.after,
        before=unit.before,
        wants=unit.wants,
        requires=unit.requires,
        part_of=unit.part_of,
        reload_from=unit.reload_from,
        enabled=enabled,
    )
