# SPDX-License-Identifier: Apache-2.0
"""The VRRP state of each instance, as keepalived itself logs it."""

import re
from collections.abc import Iterable

from holdfast.lab.events import Event, LogLine, NodeChanged

_ENTERING = re.compile(r"\((?P<instance>[^)]+)\) Entering (?P<state>[A-Z]+) STATE")
"""keepalived 2.2.7, keepalived/vrrp/vrrp.c and vrrp_scheduler.c."""


def vrrp_states(events: Iterable[Event]) -> dict[tuple[str, str], str]:
    """MASTER, BACKUP or FAULT by node and instance: what each entered last since its node booted.

    An instance that has entered nothing yet is not there.
    """
    states: dict[tuple[str, str], str] = {}
    for event in events:
        match event:
            case LogLine(node=node, text=text) if entered := _ENTERING.search(text):
                states[node, entered["instance"]] = entered["state"]
            case NodeChanged(node=node):
                states = {key: state for key, state in states.items() if key[0] != node}
            case _:
                pass
    return states
