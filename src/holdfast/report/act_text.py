# SPDX-License-Identifier: Apache-2.0
"""Acts and gates of a plan in words; the contents of files are left to the diff."""

from typing import assert_never

from holdfast.model.steps import (
    Accepted,
    Act,
    Active,
    AddAddress,
    AddLink,
    CreateFile,
    DaemonReload,
    Drained,
    Gate,
    Hears,
    InState,
    Owned,
    RemoveAddress,
    RemoveFile,
    RemoveLink,
    Serves,
    SetKernel,
    UnitJob,
    WriteFile,
)


def act_text(act: Act) -> str:
    """What is done, as a command where there is one of that name."""
    match act:
        case WriteFile(_, path):
            return f"write {path}"
        case CreateFile(_, path, _, mode):
            return f"create {path} ({mode:04o}, root)"
        case RemoveFile(_, path):
            return f"remove {path}"
        case UnitJob(_, verb, unit):
            return f"systemctl {verb} {unit}"
        case DaemonReload():
            return "systemctl daemon-reload"
        case SetKernel(_, name, value):
            return f"sysctl -w {name}={value}"
        case AddLink(_, interface, kind):
            return f"ip link add {interface} type {kind}, and up"
        case RemoveLink(_, interface):
            return f"ip link del {interface}"
        case AddAddress(_, interface, address, prefix):
            return f"ip address add {address}/{prefix} dev {interface}"
        case RemoveAddress(_, interface, address, prefix):
            return f"ip address del {address}/{prefix} dev {interface}"
    assert_never(act)


def gate_text(gate: Gate) -> str:
    """What must hold before anything else is done, and how long that is waited for."""
    return f"{_holds(gate)}{_within(gate.within_ms)}"


def _holds(gate: Gate) -> str:
    match gate:
        case Serves(node, services, sockets):
            ports = ", ".join(f"{one.vip} port {one.port}" for one in services)
            answers = ", and answers on its statistics socket" if sockets else ""
            return f"HAProxy on {node} listens on {ports or 'nothing in particular'}{answers}"
        case Hears(node, peer):
            return f"the relay on {node} hears the heartbeat of {peer}"
        case Owned(at, others, _, for_ms):
            alone = f", and not {' or '.join(place.node for place in others)}" if others else ""
            stays = f", for {for_ms / 1000:.1f} s" if for_ms else ""
            return f"{at.node} owns {at.vip}{alone}{stays}"
        case Drained(node, vips):
            return f"{node} has no connection to {', '.join(map(str, vips))} left"
        case Accepted(node, _, command):
            return f"`{' '.join(command)}` on {node} accepts the files"
        case Active(node, unit):
            return f"{unit} on {node} is active"
        case InState(node, instance, state):
            return f"{instance} on {node} is {state}"
    assert_never(gate)


def _within(ms: float) -> str:
    return f", within {ms / 1000:.0f} s" if ms else ""
