# SPDX-License-Identifier: Apache-2.0
"""HAProxy on the owner hangs: it is there, and does nothing."""

from holdfast.drill.acts import send
from holdfast.drill.fault import Phase, Scene
from holdfast.drill.stage.stage import HAPROXY


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Stop every process of HAProxy on the owner with SIGSTOP; SIGCONT mends it."""
    owner = scene.owner
    stop, go_on = (send(owner, HAPROXY, signal) for signal in ("SIGSTOP", "SIGCONT"))
    return (Phase(stop, go_on, node=owner, hit=frozenset((owner,))),)
