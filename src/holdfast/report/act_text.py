# SPDX-License-Identifier: Apache-2.0
"""Acts and gates of a plan in words; the contents of files are left to the diff."""

from typing import assert_never

from holdfast.model import steps


def act_text(act: steps.Act) -> str:
    """What is done, as a command where there is one of that name."""
    match act:
        case steps.WriteFile(_, path):
            return f"write {path}"
        case steps.CreateFile(_, path, _, mode):
            return f"create {path} ({mode:04o}, root)"
        case steps.RemoveFile(_, path):
            return f"remove {path}"
        case steps.UnitJob(_, verb, unit):
            return f"systemctl {verb} {unit}"
        case steps.DaemonReload():
            return "systemctl daemon-reload"
        case steps.SetKernel(_, name, value):
            return f"sysctl -w {name}={value}"
        case steps.AddLink(_, interface, kind):
            return f"ip link add {interface} type {kind}, and up"
        case steps.RemoveLink(_, interface):
            return f"ip link del {interface}"
        case steps.AddAddress(_, interface, address, prefix):
            return f"ip address add {address}/{prefix} dev {interface}"
        case steps.RemoveAddress(_, interface, address, prefix):
            return f"ip address del {address}/{prefix} dev {interface}"
    assert_never(act)


def gate_text(gate: steps.Gate) -> str:
    """What must hold before anything else is done, and how long that is waited for."""
    return f"{_holds(gate)}{_within(gate.within_ms)}"


def _holds(gate: steps.Gate) -> str:
    match gate:
        case steps.Serves(node, services, sockets):
            ports = ", ".join(f"{one.vip} port {one.port}" for one in services)
            answers = ", and answers on its statistics socket" if sockets else ""
            return f"HAProxy on {node} listens on {ports or 'nothing in particular'}{answers}"
        case steps.Hears(node, peer):
            return f"the relay on {node} hears the heartbeat of {peer}"
        case steps.Owned(at, others, _, for_ms):
            alone = f", and not {' or '.join(place.node for place in others)}" if others else ""
            stays = f", for {for_ms / 1000:.1f} s" if for_ms else ""
            return f"{at.node} owns {at.vip}{alone}{stays}"
        case steps.Drained(node, vips):
            return f"{node} has no connection to {', '.join(map(str, vips))} left"
        case steps.Accepted(node, _, command):
            return f"`{' '.join(command)}` on {node} accepts the files"
        case steps.Active(node, unit):
            return f"{unit} on {node} is active"
        case steps.InState(node, instance, state):
            return f"{instance} on {node} is {state}"
    assert_never(gate)


def _within(ms: float) -> str:
    return f", within {ms / 1000:.0f} s" if ms else ""
