# SPDX-License-Identifier: Apache-2.0
"""What becomes of HAProxy when keepalived runs its notify programs."""

from holdfast.prove.vrrp.codes import BOOTS, GAVE_UP, HANGS, INACTIVE, RUNS, STARTS
from holdfast.prove.vrrp.parameters import Member

_STARTED = {GAVE_UP: STARTS, INACTIVE: STARTS}
_STOPPED = dict.fromkeys((RUNS, STARTS, BOOTS, HANGS), INACTIVE)
"""A stop takes back a start that is under way; one that is dead by a fault is dead all the same."""


def after_notify(member: Member, event: str, haproxy: int, *, own: bool) -> int:
    """HAProxy after the programs for this event: the instance's `own`, then the sync group's."""
    programs = (member.notify, member.group_notify) if own else (member.group_notify,)
    for program in programs:
        if event in program:
            effect, _ = program[event]
            haproxy = (_STARTED if effect == "start" else _STOPPED).get(haproxy, haproxy)
    return haproxy
