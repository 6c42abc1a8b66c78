# SPDX-License-Identifier: Apache-2.0
"""Whether a gate of `model.steps` holds in a lab now."""

import re
from collections.abc import Iterable
from typing import assert_never

from holdfast.lab.events import Event, LogLine, UnitChanged, active_state
from holdfast.lab.lab import Lab
from holdfast.lab.vrrp_log import vrrp_states
from holdfast.model import steps
from holdfast.model.health_check import ANSWERS_PROGRAM
from holdfast.model.relay import TABLE
from holdfast.model.unit import HAPROXY, KEEPALIVED

_ALIVE = "established", "fin-wait-1", "close-wait", "last-ack", "closing"
"""Connections that still have something to say, or to hear: what waits for a FIN alone has not."""


def missed(lab: Lab, gate: steps.Gate) -> str | None:
    """Why it does not hold, in one line; None where it does."""
    match gate:
        case steps.Serves():
            return _not_serving(lab, gate)
        case steps.Hears(node, peer, sets):
            heard = all(_is_full(lab, node, family, name) for family, name in sets)
            return None if heard else f"the relay on {node} hears no heartbeat of {peer}"
        case steps.Owned():
            return _not_owned(lab, gate)
        case steps.Drained(node):
            left = connections(lab, gate)
            return f"connections left on {node}: {left}" if left else None
        case steps.Accepted():
            return _not_accepted(lab, gate)
        case steps.Active(node, unit):
            return None if _is_active(lab, node, unit) else f"{unit} does not run on {node}"
        case steps.InState(node, instance, state):
            entered = _entered(lab, node).get((node, instance))
            return None if entered == state else f"{instance} on {node} is not {state}"
    assert_never(gate)


def connections(lab: Lab, gate: steps.Drained) -> int:
    """How many connections of clients a node has on the VIPs."""
    states = [word for state in _ALIVE for word in ("state", state)]
    vips = " or ".join(f"src {_bracketed(str(vip))}" for vip in gate.vips)
    return len(lab.run(gate.node, "ss", "-Htn", *states, f"( {vips} )").output.splitlines())


def _not_serving(lab: Lab, gate: steps.Serves) -> str | None:
    node = gate.node
    if not _is_active(lab, node, HAPROXY):
        return f"HAProxy does not run on {node}"
    listening = lab.run(node, "ss", "-Hltn").output.splitlines()
    deaf = [service for service in gate.services if not _listens(listening, service)]
    if deaf:
        return f"HAProxy on {node} does not listen on {deaf[0].vip} port {deaf[0].port}"
    program = ANSWERS_PROGRAM.decode()
    for path in gate.sockets:
        if lab.run(node, "perl", "-e", program, "--", path).status:
            return f"HAProxy on {node} does not answer on {path}"
    return None


def _is_active(lab: Lab, node: str, unit: str) -> bool:
    found = lab.unit_states().get((node, unit))
    return found is not None and active_state(found.phase) in ("active", "reloading")


def _listens(lines: Iterable[str], service: steps.Service) -> bool:
    """Whether one of ss(8)'s lines is a listener for the service, or for every address."""
    every = ("*", "[::]") if service.vip.version == 6 else ("*", "0.0.0.0", "[::]")
    wanted = {_bracketed(str(service.vip)), *every}
    ends = (line.split()[3].rpartition(":") for line in lines)
    return any(
        re.sub(r"%[^\]]*", "", host) in wanted and port == str(service.port)
        for host, _, port in ends
    )


def _not_owned(lab: Lab, gate: steps.Owned) -> str | None:
    vip = str(gate.at.vip)
    if gate.at.node not in lab.owners(vip, interface=gate.at.interface):
        return f"{gate.at.node} does not own {vip}"
    for place in gate.others:
        if place.node in lab.owners(vip, interface=place.interface):
            return f"{place.node} owns {vip}, too"
    return None


def _not_accepted(lab: Lab, gate: steps.Accepted) -> str | None:
    given = (f"{name}={value}" for name, value in gate.environment)
    ran = lab.run(gate.node, "env", *given, *gate.command)
    if ran.status in steps.ACCEPTED:
        return None
    said = " ".join(ran.output.split()) or f"exit status {ran.status}"
    return f"{gate.command[0]} on {gate.node} does not accept its files: {said}"


def _entered(lab: Lab, node: str) -> dict[tuple[str, str], str]:
    """What the instances of a node entered last since its keepalived was started."""
    said: list[Event] = []
    for event in lab.events():
        match event:
            case UnitChanged(node=at, unit=unit, phase="start") if (at, unit) == (node, KEEPALIVED):
                said.clear()
            case LogLine(node=at) if at == node:
                said.append(event)
            case _:
                pass
    return vrrp_states(said)


def _is_full(lab: Lab, node: str, family: str, name: str) -> bool:
    listed = lab.run(node, "nft", "list", "set", family, TABLE, name)
    return "expires" in listed.output


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
