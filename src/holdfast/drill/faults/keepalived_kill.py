# SPDX-License-Identifier: Apache-2.0
"""keepalived on the owner is killed: its parent process, its child, both."""

from holdfast.drill.acts import send, start_again
from holdfast.drill.fault import Phase, Scene
from holdfast.drill.stage.stage import KEEPALIVED
from holdfast.lab.lab import Whom

_WHOM: dict[str, Whom] = {"parent": "main", "child": "workers", "both": "all"}


def phases(scene: Scene) -> tuple[Phase, ...]:
    """SIGKILL, once; what its unit does about it is part of what is seen."""
    return tuple(
        Phase(
            send(scene.owner, KEEPALIVED, "SIGKILL", whom),
            start_again(scene.owner, KEEPALIVED),
            node=scene.owner,
            name=name,
            watch_ms=scene.noticed_ms,
            two_owners_ms=scene.noticed_ms,
        )
        for name, whom in _WHOM.items()
    )
