# SPDX-License-Identifier: Apache-2.0
"""The node that failed comes back."""

from functools import partial

from holdfast.drill.acts import boot, power_off
from holdfast.drill.demands import comes_back
from holdfast.drill.fault import CannotPlay, Passing, Phase, Scene, nothing
from holdfast.lab.deadlines import BOOTED_MS, RETURN_WITHIN_MS
from holdfast.lab.lab import Lab
from holdfast.model.group import Group, groups
from holdfast.model.priority import effective_priority, takes_over
from holdfast.model.site import Node
from holdfast.model.vrrp import VrrpInstance


def phases(scene: Scene) -> tuple[Phase, ...]:
    """The owner loses its power, the VIP moves, the node boots: judged from there on."""
    own = [one for one in scene.site.instances if one[0].name == scene.owner]
    wait = scene.noticed_ms + BOOTED_MS + max(_held_back_ms(*one) for one in own)
    if wait > RETURN_WITHIN_MS:
        return (Phase(partial(_too_long, wait=wait), nothing, node=scene.owner),)
    returning = [vip for group in groups(scene.site) for vip in _returning(group, scene.owner)]
    return (
        Phase(
            power_off(scene.owner),
            node=scene.owner,
            watch_ms=wait,
            passing=Passing(scene.noticed_ms, boot(scene.owner)),
            demands=(comes_back(scene.owner, frozenset(returning)),),
        ),
    )


def _returning(group: Group, name: str) -> list[str]:
    """The VIPs of a group that a node takes back: it has the best priority, and may preempt."""
    priorities = {
        node.name: effective_priority(node.keepalived, instance) for node, instance in group.members
    }
    others = [priority for node, priority in priorities.items() if node != name]
    stays = any(node.name == name and instance.nopreempt for node, instance in group.members)
    if stays or name not in priorities or not takes_over(priorities[name], max(others, default=0)):
        return []
    return [str(vip) for vip in group.vips]


def _held_back_ms(node: Node, instance: VrrpInstance) -> float:
    """How much later than its down interval an instance takes the VIP: checks, preempt_delay."""
    names = [t.name for t in node.keepalived.trackers(instance) if t.kind == "script"]
    scripts = [script for script in node.keepalived.scripts if script.name in names]
    rise = max((script.rise * script.interval for script in scripts), default=0.0)
    return (rise + instance.preempt_delay) * 1000


def _too_long(_lab: Lab, wait: float) -> None:
    raise CannotPlay(
        f"it may take {wait / 1000:.0f} s until the VIP returns, longer than a drill waits"
    )
