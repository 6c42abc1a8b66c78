# SPDX-License-Identifier: Apache-2.0
"""A second fault before the first is mended, and then one of them is."""

from holdfast.drill.acts import boot, hold, power_off, release, together
from holdfast.drill.fault import Passing, Phase, Scene
from holdfast.drill.stage.stage import HAPROXY


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Nobody can serve for a while; judged from the moment on at which somebody can."""
    owner, backups = scene.owner, scene.backups
    all_gone = together(*(hold(node, HAPROXY) for node in scene.nodes))
    others_gone = together(*(hold(node, HAPROXY) for node in backups))
    others_back = together(*(release(node, HAPROXY) for node in backups))
    return (
        Phase(
            power_off(owner),
            others_back,
            node=owner,
            name="back, haproxy gone elsewhere",
            hit=frozenset(backups),
            passing=Passing(scene.noticed_ms, together(others_gone, boot(owner))),
        ),
        Phase(
            all_gone,
            release(owner, HAPROXY),
            name="haproxy gone, back on the backup",
            hit=frozenset((owner,)),
            passing=Passing(scene.noticed_ms, others_back),
        ),
    )
