# SPDX-License-Identifier: Apache-2.0
"""keepalived on the owner hangs, and wakes up."""

from holdfast.drill.acts import send
from holdfast.drill.fault import Passing, Phase, Scene
from holdfast.drill.stage.stage import KEEPALIVED
from holdfast.drill.verdict import Part


def phases(scene: Scene) -> tuple[Phase, ...]:
    """SIGSTOP to every process of keepalived on the owner: while it hangs, and once it is over."""
    owner = scene.owner
    stop, go_on = (send(owner, KEEPALIVED, signal) for signal in ("SIGSTOP", "SIGCONT"))
    mute = (Part(frozenset(scene.backups)), Part(frozenset((owner,)), served=False))
    return (
        Phase(stop, go_on, node=owner, parts=mute, watch_ms=scene.noticed_ms),
        Phase(stop, node=owner, name="over", passing=Passing(scene.noticed_ms, go_on)),
    )
