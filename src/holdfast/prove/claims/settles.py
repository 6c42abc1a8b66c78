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
    return Breach(f"{groups} never comes to rest: the same states follow each other for ever")
