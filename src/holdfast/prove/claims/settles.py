# SPDX-License-Identifier: Apache-2.0
"""After any fault things come to rest."""

from collections.abc import Iterator

from holdfast.model.place import Place
from holdfast.prove.claim import Breach
from holdfast.prove.vrrp.codes import State
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.parameters import NotifyEffect


def breach(model: Vrrp, state: State) -> Breach | None:
    """A state that comes again without anything from outside: the checker finds it as a cycle."""
    if not state.pending:
        return None
    groups = ", ".join(group.name for group in model.part.groups)
    says = f"{groups} never comes to rest: the same states follow each other for ever"
    notified = [at for _, at in _notified(model)]
    if notified:
        mend = "let no notify program start or stop HAProxy"
        return Breach(says, tuple(dict.fromkeys(notified)), mend, "haproxy-stopped-by-notify")
    return Breach(says, (), "let all nodes hear each other and agree on what they advertise")


def _notified(model: Vrrp) -> Iterator[tuple[NotifyEffect, Place]]:
    for members in model.network.members:
        for member in members.values():
            yield from member.notify.values()
