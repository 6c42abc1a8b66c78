# SPDX-License-Identifier: Apache-2.0
"""Bringing up the stanzas of /etc/network/interfaces inside a node, as ifup does."""

import os
import select
import signal
from collections.abc import Callable, Sequence

from holdfast.lab.errors import LabError
from holdfast.lab.events import Subject
from holdfast.lab.hub.network import address_line
from holdfast.lab.kernel.iproute import batch
from holdfast.lab.node import sysctls
from holdfast.lab.node.shims import REAL_IP
from holdfast.lab.services.processes import spawn
from holdfast.lab.services.unit_runner import PATH
from holdfast.lab.spec import Stanza

HOOK_MS = 10_000

Problem = Callable[[Subject, str], None]


def bring_up(
    stanzas: Sequence[Stanza], settings: Sequence[tuple[str, str]], problem: Problem, *,
    has_dummy: bool,
) -> None:  # fmt: skip
    """All stanzas in order. Settings that name an interface are written when it appears (udev)."""
    for stanza in stanzas:
        failure = _bring_up(stanza, settings, problem, has_dummy=has_dummy)
        if failure:
            problem("interface", f"{stanza.name}: {failure}")


def _bring_up(
    stanza: Stanza, settings: Sequence[tuple[str, str]], problem: Problem, *, has_dummy: bool
) -> str:
    if stanza.kind and not _exists(stanza.name):
        batch(_create_lines(stanza, has_dummy=has_dummy), REAL_IP)
    existed = _exists(stanza.name)
    for command in stanza.pre_up:
        if status := _hook(command, stanza.name, "pre-up"):
            return f"pre-up {command}: exit status {status}"
    if not _exists(stanza.name):
        return "no such interface"
    if stanza.kind or not existed:
        sysctls.quiet_ipv6(stanza.name)
        for text in sysctls.apply(settings, interface=stanza.name):
            problem("sysctl", text)
    return _configure(stanza)


def _configure(stanza: Stanza) -> str:
    lines = [address_line(address, stanza.name) for address in stanza.addresses]
    try:
        batch([*lines, f"link set dev {stanza.name} up"], REAL_IP)
    except LabError as error:
        return str(error)
    for command in stanza.up:
        if status := _hook(command, stanza.name, "post-up"):
            return f"up {command}: exit status {status}"
    return ""


def _create_lines(stanza: Stanza, *, has_dummy: bool) -> list[str]:
    if stanza.kind == "dummy" and not has_dummy:
        return [
            f"link add name {stanza.name} type bridge",
            f"link set dev {stanza.name} arp off",
        ]
    return [f"link add name {stanza.name} type {stanza.kind}"]


def _exists(interface: str) -> bool:
    return os.path.exists(f"/proc/sys/net/ipv4/conf/{interface}")


def _hook(command: str, interface: str, phase: str) -> int:
    """Exit status of one hook line; 124 when it was still running after HOOK_MS."""
    environment = {"PATH": PATH, "IFACE": interface, "LOGICAL": interface, "MODE": "start"}
    output = os.open("/dev/null", os.O_WRONLY)
    try:
        pid = spawn(["/bin/sh", "-c", command], environment | {"PHASE": phase}, output=output)
    finally:
        os.close(output)
    poll = select.poll()
    poll.register(descriptor := os.pidfd_open(pid), select.POLLIN)
    late = not poll.poll(HOOK_MS)
    os.close(descriptor)
    if late:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return 124 if late else abs(os.waitstatus_to_exitcode(status))
