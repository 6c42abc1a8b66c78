# SPDX-License-Identifier: Apache-2.0
"""A running lab, steered from the drill's process.

    with Lab(spec) as lab:                      # sandbox, segments, world and client
        lab.boot()                              # all nodes from cold, at once
        lab.eventually(lambda: lab.owners("172.22.21.36"), within=SETTLE_MS, what="an owner")
        lab.start_traffic([target], download)
        since = now_ms()
        lab.kill("lb1", "haproxy.service", "SIGKILL")
        ...
        traffic = lab.traffic()

The block has to be left in the thread that entered it: the sandbox dies with that thread.
Every method raises LabError with one line of text; a question about a node that is off is one.
"""

import socket
import time
from array import array
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Literal, Self, TypeVar

from msgspec import Struct

from holdfast.lab.deadlines import BOOT_MS, COMMAND_MS, POLL_MS, REPLY_MS
from holdfast.lab.errors import DeadlinePassed, LabError
from holdfast.lab.events import Event, LogLine, UnitChanged
from holdfast.lab.history import History
from holdfast.lab.loss import Loss
from holdfast.lab.process.loop import now_ms
from holdfast.lab.process.protocol import (
    AskClient,
    AskNode,
    Boot,
    Booted,
    ClientQuestion,
    CountFrames,
    Cut,
    Done,
    Happened,
    Hold,
    Kill,
    Late,
    Lose,
    Macs,
    NodeQuestion,
    Number,
    Poll,
    PowerOff,
    Question,
    Ran,
    ReadLateness,
    ReadTraffic,
    Release,
    RenewDownloads,
    Resolve,
    Run,
    Seen,
    SetLink,
    SignalAll,
    StartTraffic,
    Systemctl,
    WatchFrames,
)
from holdfast.lab.sandbox import Sandbox
from holdfast.lab.services.exit_status import signal_number
from holdfast.lab.spec import LabSpec
from holdfast.lab.traffic import Download, Samples, Target, Traffic

__all__ = ["CommandResult", "Lab", "PowerCut", "now_ms"]

T = TypeVar("T")
A = TypeVar("A")
Whom = Literal["all", "main", "workers"]


class CommandResult(Struct, frozen=True):
    """What a command inside a node did; `status` is the exit status, 128 + n for signal n."""

    status: int
    output: str


class PowerCut(Struct, frozen=True):
    """`cut_ms`: the node's ports were down from here on. `killed_ms`: so were its processes."""

    cut_ms: float
    killed_ms: float


class Lab:
    """A context manager: entering builds the sandbox, leaving removes all of it.

    Entering raises LabRefused when this machine does not allow it, or a program is missing.
    """

    def __init__(self, spec: LabSpec) -> None:
        self.spec = spec
        self.substitutions: tuple[str, ...] = ()
        """What stands in for the real thing, a sentence each; complete after the first boot."""
        self._sandbox: Sandbox | None = None
        self._history = History()
        self._targets: tuple[Target, ...] = ()

    def __enter__(self) -> Self:
        self._sandbox = Sandbox(self.spec)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

    # nodes

    def boot(self, *names: str) -> None:
        """Power on these nodes at once (all that are off when none is named), from cold.

        Comes back when sysctls and interfaces are done and the units were told to start.
        """
        self.substitutions = self._ask(Boot(names), Booted, BOOT_MS).substitutions

    def power_off(self, name: str) -> PowerCut:
        """Cut the node's ports first, then kill every process of it. `boot` starts it again."""
        cut = self._ask(PowerOff(name), Cut)
        return PowerCut(cut.cut_ms, cut.killed_ms)

    def watch_frames(self, name: str) -> None:
        """Begin to count the frames that a node sends (a capture on its segments)."""
        self._ask(WatchFrames(name), Done)

    def frames_seen(self, name: str) -> int:
        """Frames with a source MAC of the node since `watch_frames`, or since it was cut."""
        return self._ask(CountFrames(name), Number).value

    def set_link(self, name: str, interface: str, state: Literal["up", "down"]) -> None:
        """Pull or plug the cable of one interface, at the switch's side."""
        self._ask(SetLink(name, interface, state), Done)

    def lose(self, *losses: Loss) -> None:
        """Lose this on the way between nodes from now on; nothing when none is given."""
        self._ask(Lose(losses), Done)

    # units

    def kill(self, node: str, unit: str, signal: str = "SIGKILL", whom: Whom = "all") -> int:
        """Send a signal to a unit's processes; how many got it."""
        return self._ask_node(node, Kill(unit, signal_number(signal), whom), Number).value

    def signal_all(self, node: str, signal: str) -> None:
        """Send a signal to every process of a node at once."""
        self._ask_node(node, SignalAll(signal_number(signal)), Done)

    def hold(self, node: str, unit: str) -> None:
        """Kill the unit's program, whoever started it, and let no start succeed until `release`."""
        self._ask_node(node, Hold(unit), Done)

    def release(self, node: str, unit: str) -> None:
        """End `hold`, clear the start limit and start the unit."""
        self._ask_node(node, Release(unit), Done)

    def systemctl(self, node: str, *arguments: str) -> CommandResult:
        """What `systemctl` inside the node says and does; waits for the job as it does."""
        ran = self._ask_node(node, Systemctl(arguments), Ran, COMMAND_MS)
        return CommandResult(ran.status, ran.output)

    def run(self, node: str, *argv: str) -> CommandResult:
        """Run a command inside the node, as root there, and wait for it."""
        ran = self._ask_node(node, Run(argv), Ran, COMMAND_MS)
        return CommandResult(ran.status, ran.output)

    # what happened

    def events(self, since_ms: float = 0.0) -> tuple[Event, ...]:
        """Every event so far that is not older than `since_ms`, in order of arrival."""
        return tuple(event for event in self._read().events if event.ms >= since_ms)

    def unit_states(self) -> dict[tuple[str, str], UnitChanged]:
        """The last state of every unit that was ever started, by (node, unit), of running nodes."""
        return dict(self._read().units)

    def addresses(self, node: str) -> frozenset[tuple[str, str]]:
        """The (interface, address/prefix) pairs of a node, from the kernel's own messages."""
        return frozenset(self._read().addresses.get(node, ()))

    def owners(self, address: str, *, interface: str = "") -> tuple[str, ...]:
        """The nodes that have the address now (on `interface`, when named), in spec order."""
        history = self._read()
        wanted = _canonical(address)
        return tuple(
            node.name
            for node in self.spec.nodes
            if any(
                has.partition("/")[0] == wanted and interface in ("", on)
                for on, has in history.addresses.get(node.name, ())
            )
        )

    def logs(self, node: str, unit: str = "") -> tuple[LogLine, ...]:
        """The log of a node, or of one of its units."""
        return tuple(
            event
            for event in self._read().events
            if isinstance(event, LogLine) and event.node == node and unit in ("", event.unit)
        )

    # client

    def start_traffic(self, targets: Sequence[Target], download: Download | None = None) -> None:
        """Let the client ask every target, a connection per request, as fast as it can."""
        self._targets = tuple(targets)
        self._ask_client(StartTraffic(self._targets, download), Done)

    def traffic(self) -> Traffic:
        """What it has seen so far; it goes on."""
        return self._traffic(ReadTraffic("go on"))

    def stop_traffic(self) -> Traffic:
        """What it saw, and stop; nothing when there was none."""
        seen = self._traffic(ReadTraffic("stop"))
        self._targets = ()
        return seen

    def renew_downloads(self) -> None:
        """Leave, uncounted, the downloads that are silent, and begin them again."""
        self._ask_client(RenewDownloads(), Done)

    def arp(self, address: str, *, card: str = "") -> tuple[str, ...]:
        """The distinct MACs that answer for the address (ARP, or neighbour solicitation).

        `card` is the client's interface to ask on: the one towards the address when empty, which a
        link-local address has none of.
        """
        return self._ask_client(Resolve(address, card), Macs).macs

    def lateness(self) -> float:
        """The longest in ms by which the lab itself woke up late since this was last asked."""
        return self._ask_client(ReadLateness(), Late).ms

    def eventually(self, probe: Callable[[], T | None], *, within: float, what: str) -> T:
        """The first true value of `probe`, or DeadlinePassed with `what` after `within` ms."""
        deadline = now_ms() + within
        while not (value := probe()):
            if now_ms() >= deadline:
                raise DeadlinePassed(f"not within {within:.0f} ms: {what}")
            time.sleep(POLL_MS / 1000)
        return value

    # asking

    def _ask(self, question: Question, kind: type[A], within_ms: float = REPLY_MS) -> A:
        if self._sandbox is None:
            raise LabError("the lab is not open")
        return self._sandbox.ask(question, kind, within_ms)

    def _ask_node(
        self, node: str, question: NodeQuestion, kind: type[A], within_ms: float = REPLY_MS
    ) -> A:
        return self._ask(AskNode(node, question), kind, within_ms)

    def _ask_client(self, question: ClientQuestion, kind: type[A]) -> A:
        return self._ask(AskClient(question), kind)

    def _read(self) -> History:
        """The history with all that has happened until now."""
        happened = self._ask(Poll(self._history.next), Happened)
        self._history.take(happened.events, happened.next)
        return self._history

    def _traffic(self, question: ReadTraffic) -> Traffic:
        seen = self._ask_client(question, Seen)
        samples = [
            Samples(target, array("d", start), array("d", end), array("b", ok))
            for target, (start, end, ok) in zip(self._targets, seen.samples, strict=True)
        ]
        return Traffic(tuple(samples), seen.downloads)


def _canonical(address: str) -> str:
    """As the kernel's messages are written."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.inet_ntop(family, socket.inet_pton(family, address))
