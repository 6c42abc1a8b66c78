# SPDX-License-Identifier: Apache-2.0
"""HAProxy and keepalived are reloaded on each node, with nothing changed."""

from functools import partial

from holdfast.drill.acts import start_again
from holdfast.drill.demands import never_leaves
from holdfast.drill.fault import CannotPlay, Phase, Scene
from holdfast.drill.stage.stage import HAPROXY, KEEPALIVED
from holdfast.lab.lab import Lab


def phases(scene: Scene) -> tuple[Phase, ...]:
    """`systemctl reload`, one unit after the other."""
    return tuple(
        Phase(
            partial(_reload, node=node, unit=unit),
            start_again(node, unit),
            node=node,
            name=daemon,
            watch_ms=scene.noticed_ms,
            demands=(never_leaves(f"{daemon} was only reloaded"),),
        )
        for unit, daemon in ((HAPROXY, "HAProxy"), (KEEPALIVED, "keepalived"))
        for node in scene.nodes
    )


def _reload(lab: Lab, node: str, unit: str) -> None:
    done = lab.systemctl(node, "reload", unit)
    if done.status:
        raise CannotPlay(f"systemctl reload {unit} on {node}: {done.output.splitlines()[0]}")
