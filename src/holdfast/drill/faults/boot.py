# SPDX-License-Identifier: Apache-2.0
"""All nodes start from cold, then each alone."""

from functools import partial

from holdfast.drill.fault import Phase, Scene
from holdfast.lab.lab import Lab


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Power off everything and power on all nodes, then one node at a time."""
    alone = (
        Phase(
            partial(_boot, nodes=scene.nodes, wanted=(node,)),
            _boot_rest,
            node=node,
            name="alone",
            off=frozenset(scene.nodes) - {node},
        )
        for node in scene.nodes
    )
    return (Phase(partial(_boot, nodes=scene.nodes, wanted=scene.nodes), name="all"), *alone)


def _boot(lab: Lab, nodes: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    for node in nodes:
        lab.power_off(node)
    lab.boot(*wanted)


def _boot_rest(lab: Lab) -> None:
    lab.boot()
