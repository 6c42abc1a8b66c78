# SPDX-License-Identifier: Apache-2.0
"""Gates of a plan as tasks that look again until they hold, and fail the play where they do not."""

import re
from collections.abc import Collection, Iterator
from math import ceil
from shlex import quote
from typing import Any, assert_never

from holdfast.model import steps
from holdfast.model.relay import TABLE
from holdfast.model.unit import HAPROXY, KEEPALIVED
from holdfast.report.act_text import gate_text
from holdfast.report.ansible.act_tasks import FILES, Task, Template

ANSWERS = f"{FILES}/haproxy-answers"
"""The program that asks HAProxy for an answer, played from the control machine."""

SUCCEEDED = "seen is succeeded"
"""What did not even run has no output, and Ansible would complain of that and not of the cause."""

_EVERY_S = 1


def gate_tasks(gate: steps.Gate, hidden: Collection[str]) -> Iterator[Task]:
    """What looks. Values of the environment that are in `hidden` are left to a variable."""
    match gate:
        case steps.Accepted():
            yield _accepted(gate, hidden)
        case steps.Active(_, unit, within):
            yield _asked(gate, within, ["systemctl", "is-active", "--quiet", unit], SUCCEEDED)
        case steps.InState(_, instance, state, within):
            entering = rf"^\({re.escape(instance)}\) Entering [A-Z]+ STATE"
            words = ["journalctl", "-u", KEEPALIVED, "-b", "-o", "cat", "-n", "1", "-g", entering]
            yield _asked(gate, within, words, f"'Entering {state} STATE' in seen.stdout")
        case steps.Serves():
            yield from _serves(gate)
        case steps.Owned():
            yield from _owned(gate)
        case steps.Hears(_, _, sets, within):
            for family, name in sets:
                words = ["nft", "list", "set", family, TABLE, name]
                yield _asked(gate, within, words, "'expires' in seen.stdout")
        case steps.Drained(_, vips, within):
            either = " or ".join(f"src {_bracketed(str(vip))}" for vip in vips)
            words = ["ss", "-Htn", "state", "connected", "exclude", "time-wait", f"( {either} )"]
            yield _asked(gate, within, words, "seen.stdout_lines | length == 0")
        case _:
            assert_never(gate)


def variable(name: str) -> str:
    """The variable that has to hold a value of the environment that is a secret."""
    return f"holdfast_{re.sub('[^a-z0-9_]', '_', name.lower())}"


def _accepted(gate: steps.Accepted, hidden: Collection[str]) -> Task:
    given = {
        name: Template(f"{{{{ {variable(name)} }}}}") if value in hidden else value
        for name, value in gate.environment
    }
    task = {
        "name": gate_text(gate),
        "ansible.builtin.command": {"argv": list(gate.command)},
        "register": "checked",
        "failed_when": f"checked.rc not in {list(steps.ACCEPTED)}",
        "changed_when": False,
        "no_log": True,  # it quotes the lines that it does not like, passwords in them
    }
    return task | ({"environment": given} if given else {})


def _serves(gate: steps.Serves) -> Iterator[Task]:
    running = ["systemctl", "is-active", "--quiet", HAPROXY]
    yield _asked(gate, gate.within_ms, running, SUCCEEDED)
    for service in gate.services:
        listening = ["ss", "-Hltn", f"sport = :{service.port}"]
        heard = " or ".join(f"'{at}' in seen.stdout" for at in _listeners(service))
        yield _asked(gate, gate.within_ms, listening, heard)
    for path in gate.sockets:
        yield {
            "name": gate_text(gate),
            # A shell of the host reads this: a path is one word to it, whatever is in there.
            "ansible.builtin.script": {"cmd": f"{ANSWERS} {quote(path)}"},
            **_until(SUCCEEDED, gate.within_ms),
        }


def _owned(gate: steps.Owned) -> Iterator[Task]:
    if gate.for_ms:
        seconds = ceil(gate.for_ms / 1000)
        yield {
            "name": f"by then there would be a second owner of {gate.at.vip}, or none",
            "ansible.builtin.pause": {"seconds": seconds},
        }
    yield _having(gate, gate.at, "seen.stdout | length > 0")
    for place in gate.others:
        yield _having(gate, place, "seen.stdout | length == 0") | {"delegate_to": place.node}


def _having(gate: steps.Owned, place: steps.Placed, until: str) -> Task:
    words = ["ip", "-o", "address", "show", "dev", place.interface, "to", str(place.vip)]
    return _asked(gate, gate.within_ms, words, until)


def _asked(gate: steps.Gate, within_ms: float, argv: list[str], until: str) -> Task:
    return {
        "name": gate_text(gate),
        "ansible.builtin.command": {"argv": argv},
        **_until(until, within_ms),
    }


def _until(until: str, within_ms: float) -> dict[str, Any]:
    return {
        "register": "seen",
        "until": until if until == SUCCEEDED else f"{SUCCEEDED} and ({until})",
        "retries": max(1, ceil(within_ms / 1000 / _EVERY_S)),
        "delay": _EVERY_S,
        "changed_when": False,
    }


def _listeners(service: steps.Service) -> Iterator[str]:
    hosts = ("*", "[::]") if service.vip.version == 6 else ("*", "0.0.0.0", "[::]")
    for host in (_bracketed(str(service.vip)), *hosts):
        yield f"{host}:{service.port} "


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
