# SPDX-License-Identifier: Apache-2.0
"""What keepalived finds when a node boots: HAProxy is not there yet, unless something waits."""

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from holdfast.check.drop_in import drop_in
from holdfast.check.untracked import acting
from holdfast.check.used_commands import sees_death
from holdfast.model.change import NewFile
from holdfast.model.priority import weight
from holdfast.model.program import program
from holdfast.model.proof import BY_NAME
from holdfast.model.script import VrrpScript
from holdfast.model.site import Node
from holdfast.model.timing import SETTLE_MS, down_interval_ms
from holdfast.model.unit import HAPROXY, KEEPALIVED
from holdfast.model.vrrp import VrrpInstance


class SlowRise(Struct, frozen=True):
    """A check that holds an instance in FAULT after a boot: `seconds` until its `rise` and the
    election after it are over."""

    instance: VrrpInstance
    script: VrrpScript
    seconds: float


def unordered(node: Node) -> bool:
    """Whether the node runs both by systemd, and keepalived does not wait for HAProxy."""
    if node.name is None or not node.keepalived.instances or not node.haproxy.proxies:
        return False
    keepalived, haproxy = node.units[KEEPALIVED], node.units[HAPROXY]
    return HAPROXY not in keepalived.after and KEEPALIVED not in haproxy.before


def turned_round(node: Node) -> bool:
    """Whether HAProxy waits for keepalived."""
    return KEEPALIVED in node.units[HAPROXY].after


def after_haproxy(node: Node) -> NewFile | None:
    """The drop-in that has keepalived wait; None where it is there, or would make a cycle."""
    if turned_round(node):
        return None
    return drop_in(node, KEEPALIVED, "after-haproxy", "Unit", f"After={HAPROXY}")


@lru_cache(maxsize=16)  # two rules ask
def slow_rise(node: Node) -> SlowRise | None:
    """The check by which some instance of the node is the latest to come out of FAULT after a boot,
    where that is too late for a drill.

    Its first run finds no HAProxy and fails, whatever `fall` says; then `rise` runs in a row have
    to succeed (vrrp_script_child_thread, keepalived 2.2.7), and after FAULT comes an election.
    """
    if not unordered(node):
        return None
    rises = [rise for i in node.keepalived.instances for rise in _rises(node, i)]
    latest = max(rises, key=lambda rise: rise.seconds, default=None)
    return latest if latest is not None and latest.seconds * 1000 > SETTLE_MS else None


def _rises(node: Node, instance: VrrpInstance) -> Iterator[SlowRise]:
    election = down_interval_ms(
        instance.version, instance.advert_int * 1000, instance.priority, instance.adverts_missed
    )
    for tracker in acting(node, instance):
        script = node.keepalived.script(tracker.name) if tracker.kind == "script" else None
        if script is None or tracker.reverse or weight(node.keepalived, tracker) != 0:
            continue
        if _fails_at_first(node, script):
            seconds = script.interval * script.rise + election / 1000
            yield SlowRise(instance, script, seconds)


def _fails_at_first(node: Node, script: VrrpScript) -> bool:
    """Whether it surely fails while HAProxy starts: not one that looks for a process by name."""
    if script.command is None or not sees_death(node, script):
        return False
    return not any(run.name in BY_NAME for run in program(node, script.command).runs)
