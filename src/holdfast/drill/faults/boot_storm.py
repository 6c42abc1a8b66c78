# SPDX-License-Identifier: Apache-2.0
"""All nodes start from cold on a host that is too busy for them."""

from holdfast.drill.acts import boot, go_on, power_off, starve, together
from holdfast.drill.fault import Passing, Phase, Scene


def phases(scene: Scene) -> tuple[Phase, ...]:
    """All at once, and each gets a fifth of its time; judged once it gets all of it."""
    nodes = scene.nodes
    storm = together(power_off(*nodes), boot(*nodes), starve(*nodes))
    return (Phase(storm, passing=Passing(0.0, together(*map(go_on, nodes)))),)
