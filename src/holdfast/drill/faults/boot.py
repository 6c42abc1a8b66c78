# SPDX-License-Identifier: Apache-2.0
"""All nodes start from cold, then each alone."""

from holdfast.drill.acts import boot, power_off, together
from holdfast.drill.fault import Phase, Scene


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Power off everything and power on all nodes, then one node at a time."""
    dark = power_off(*scene.nodes)
    alone = (
        Phase(
            together(dark, boot(node)),
            boot(),
            node=node,
            name="alone",
            off=frozenset(scene.nodes) - {node},
        )
        for node in scene.nodes
    )
    return (Phase(together(dark, boot(*scene.nodes)), name="all"), *alone)
