# SPDX-License-Identifier: Apache-2.0
"""A node whose keepalived is dead holds no VIP."""

from holdfast.prove.claim import Breach
from holdfast.prove.vrrp.codes import LEFT, State
from holdfast.prove.vrrp.model import Vrrp


def breach(model: Vrrp, state: State) -> Breach | None:
    """Once settled, an address that a killed keepalived has left behind."""
    if state.pending or LEFT not in state.roles:
        return None
    for g, group in enumerate(model.part.groups):
        for n, member in group.members.items():
            if model.role(state, g, n) == LEFT:
                name, unit = model.part.nodes[n].name, model.part.nodes[n].keepalived
                place = unit.place if unit is not None else None
                return Breach(
                    f"keepalived on {name} is dead and {name} still has {', '.join(group.vips)}: "
                    "nothing starts keepalived again, which alone would remove it",
                    (place,) if place is not None else (member.at(""),),
                    "give keepalived.service Restart=on-failure",
                    "keepalived-not-restarted",
                )
    return None
