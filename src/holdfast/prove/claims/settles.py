# SPDX-License-Identifier: Apache-2.0
"""After any fault things come to rest."""

from holdfast.prove.claim import Breach
from holdfast.prove.vrrp.codes import State
from holdfast.prove.vrrp.model import Vrrp


def breach(model: Vrrp, state: State) -> Breach | None:
    """A state that comes again without anything from outside: the checker finds it as a cycle."""
    if not state.pending:
        return None
    groups = ", ".join(group.name for group in model.part.groups)
    says = f"{groups} never comes to rest: the same states follow each other for ever"
    members = [m for members in model.network.members for m in members.values()]
    if any(member.notified("stop") for member in members):
        notified = dict.fromkeys(place for member in members for place in member.notified())
        mend = "let no notify program start or stop HAProxy"
        return Breach(says, tuple(notified), mend, "haproxy-stopped-by-notify")
    return Breach(says, (), "let all nodes hear each other and agree on what they advertise")
