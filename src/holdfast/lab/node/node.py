# SPDX-License-Identifier: Apache-2.0
"""The first process of a node: makes its root, boots it in a host's order, and serves.

Order: file system, kernel settings, interfaces, then the units in the order that their files ask
for. haproxy.service and keepalived.service have none between them on Debian: they start together.
"""

import os
import socket
from collections.abc import Sequence
from typing import NamedTuple, assert_never

from holdfast.lab.events import (
    AddressChanged,
    BootProblem,
    Event,
    LogLine,
    NodeChanged,
    Source,
    Subject,
)
from holdfast.lab.hub import network
from holdfast.lab.kernel import iproute, syscalls
from holdfast.lab.node import address_watch, interfaces, root, sysctls
from holdfast.lab.node.address_watch import AddressMessage
from holdfast.lab.node.host_etc import HostEntry
from holdfast.lab.node.shims import REAL_IP
from holdfast.lab.process.channel import Channel
from holdfast.lab.process.loop import Loop, now_ms
from holdfast.lab.process.protocol import (
    Answer,
    Answered,
    Asked,
    Done,
    Failed,
    Hold,
    Kill,
    LinksReady,
    NetReady,
    NodeQuestion,
    Number,
    Ran,
    Ready,
    Release,
    Run,
    SignalAll,
    Systemctl,
    ToChild,
    Told,
)
from holdfast.lab.services import control, systemctl
from holdfast.lab.services.exit_status import ExitStatus
from holdfast.lab.services.processes import find_program, kill_together, running_program, spawn
from holdfast.lab.services.supervisor import Supervisor
from holdfast.lab.services.systemctl import Outcome
from holdfast.lab.services.transaction import Job
from holdfast.lab.services.unit_runner import PATH, Unit
from holdfast.lab.spec import Node

NAMESPACES = (
    syscalls.CLONE_NEWNS | syscalls.CLONE_NEWNET | syscalls.CLONE_NEWUTS | syscalls.CLONE_NEWIPC
)
_HELD = "/run/holdfast/held"


class Surroundings(NamedTuple):
    """What a node needs besides its spec. `hosts` are pairs (name, address)."""

    hosts: Sequence[tuple[str, str]]
    host_etc: Sequence[HostEntry]
    has_dummy: bool


def main(spec: Node, around: Surroundings, end: socket.socket) -> None:
    """Never returns well: a node ends when it is killed or the hub goes away."""
    channel: Channel[ToChild] = Channel(end, ToChild)
    syscalls.unshare(NAMESPACES)
    channel.send(NetReady())
    syscalls.sethostname(spec.name)
    root.enter_root(
        spec.name, spec.files, around.hosts, around.host_etc, has_dummy=around.has_dummy
    )
    syscalls.set_names("systemd", "/sbin/init")  # keepalived notifies only such a parent
    assert isinstance(channel.receive_one(), LinksReady)
    _NodeServer(spec, channel, has_dummy=around.has_dummy).run()


class _NodeServer:
    def __init__(self, spec: Node, channel: Channel[ToChild], *, has_dummy: bool) -> None:
        self._spec = spec
        self._channel = channel
        self._has_dummy = has_dummy
        self._loop = Loop()
        self._held: set[str] = set()
        self._read_addresses = address_watch.watch(self._loop, self._address)
        self._supervisor = Supervisor(spec.name, spec.units, self._loop, self._tell, self._log)
        control.serve(self._loop, self._supervisor)
        self._loop.watch(channel, self._receive)

    def run(self) -> None:
        self._boot()
        substitutions = list(root.substitutions())
        if not self._has_dummy and _wants_dummy(self._spec):
            substitutions.append(root.NO_DUMMY)
        if any(":" in one for card in self._spec.interfaces for one in card.addresses):
            substitutions.append("IPv6 addresses are not checked for duplicates when set")
        self._channel.send(Ready(tuple(substitutions)))
        self._loop.run()

    def _boot(self) -> None:
        sysctls.reset_to_kernel_defaults()
        for text in sysctls.apply(self._spec.sysctls):
            self._problem("sysctl", text)
        for card in self._spec.interfaces:
            sysctls.quiet_ipv6(card.name)
        iproute.batch(network.host_lines(self._spec.interfaces, self._spec.routes), REAL_IP)
        interfaces.bring_up(
            self._spec.stanzas, self._spec.sysctls, self._problem, has_dummy=self._has_dummy
        )
        self._read_addresses()
        self._prepare_units()
        self._tell(NodeChanged(now_ms(), self._spec.name, "booted"))
        self._supervisor.boot()

    def _prepare_units(self) -> None:
        """BindPaths= of all units, once, for the whole node."""
        for unit in self._spec.units:
            for source, target in unit.bind_paths:
                self._bind(source, target)

    def _bind(self, source: str, target: str) -> None:
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            if os.path.isdir(source):
                os.makedirs(target, exist_ok=True)
            else:
                os.close(os.open(target, os.O_CREAT | os.O_RDONLY, 0o644))
            syscalls.mount(os.path.realpath(source), target, flags=syscalls.MS_BIND)
        except OSError as error:
            self._problem("bind", f"{source} to {target}: {error.strerror}")

    # telling

    def _tell(self, event: Event) -> None:
        self._channel.send(Told(event))

    def _log(self, unit: str, source: Source, text: str) -> None:
        self._tell(LogLine(now_ms(), self._spec.name, unit, source, text))

    def _problem(self, subject: Subject, text: str) -> None:
        self._tell(BootProblem(now_ms(), self._spec.name, subject, text))

    def _address(self, interface: str, message: AddressMessage) -> None:
        self._tell(
            AddressChanged(
                now_ms(), self._spec.name, interface, message.address, message.present
            )
        )  # fmt: skip

    # questions

    def _receive(self) -> None:
        for message in self._channel.receive():
            if isinstance(message, Asked):
                self._answer(message.question)  # type: ignore[arg-type]

    def _reply(self, answer: Answer) -> None:
        self._channel.send(Answered(answer))

    def _reply_outcome(self, outcome: Outcome) -> None:
        self._reply(Ran(outcome.status, outcome.output + outcome.errors))

    def _answer(self, question: NodeQuestion) -> None:
        match question:
            case Systemctl(arguments):
                systemctl.answer(self._supervisor, arguments, self._reply_outcome)
            case Run(argv):
                self._run(argv)
            case SignalAll(signal):
                os.kill(-1, signal)  # but to itself, the first of its PID namespace
                self._reply(Done())
            case Kill() | Hold() | Release():
                unit = self._supervisor.find(question.unit)
                if unit is None:
                    self._reply(Failed(f"{self._spec.name} has no unit {question.unit}"))
                else:
                    self._reply(self._unit_question(question, unit))
            case _:
                assert_never(question)

    def _unit_question(self, question: Kill | Hold | Release, unit: Unit) -> Answer:
        match question:
            case Kill(_, signal, whom):
                return Number(unit.kill(signal, whom))
            case Hold():
                self._hold(unit)
            case Release():
                self._release(unit)
        return Done()

    def _hold(self, unit: Unit) -> None:
        """Put a file that cannot be executed over the program, then kill what runs of it."""
        program = os.path.realpath(unit.program())
        running = running_program(program)
        if program not in self._held:
            os.close(os.open(_HELD, os.O_CREAT | os.O_WRONLY, 0o000))
            syscalls.mount(_HELD, program, flags=syscalls.MS_BIND)
            self._held.add(program)
        kill_together(sorted({*running, *unit.pids()}))

    def _release(self, unit: Unit) -> None:
        program = os.path.realpath(unit.program())
        if program in self._held:
            syscalls.unmount(program)
            self._held.remove(program)
        self._supervisor.reset_failed(unit)
        self._supervisor.ask([Job(unit.spec.name, "start")], lambda job, succeeded: None)

    def _run(self, argv: tuple[str, ...]) -> None:
        reader, writer = os.pipe()
        environment = {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8", "TERM": "dumb"}
        output = bytearray()
        try:
            pid = spawn(argv, environment, program=find_program(argv[0], PATH), output=writer)
        except OSError as error:
            self._reply(Ran(127, f"{argv[0]}: {error.strerror}"))
            os.close(reader)
            return
        finally:
            os.close(writer)

        def read() -> None:
            data = os.read(reader, 65536)
            output.extend(data)
            if not data:
                self._loop.unwatch(reader)

        def ended(end: ExitStatus) -> None:
            os.set_blocking(reader, False)
            output.extend(_rest(reader))
            self._loop.unwatch(reader)
            os.close(reader)
            status = 128 + end.signal if end.signal else end.code
            self._reply(Ran(status, output.decode(errors="replace")))

        self._loop.watch(reader, read)
        self._supervisor.reaper.on_end(pid, ended)


def _rest(reader: int) -> bytes:
    data = b""
    while True:
        try:
            more = os.read(reader, 65536)
        except BlockingIOError:
            return data
        if not more:
            return data
        data += more


def _wants_dummy(node: Node) -> bool:
    """Whether an interface of the node is a dummy, or a file of it speaks of one."""
    made = any(stanza.kind == "dummy" for stanza in node.stanzas)
    return made or any(b"type dummy" in file.data for file in node.files.values())
