# SPDX-License-Identifier: Apache-2.0
"""The words that the drill's process, the hub and its children say to each other.

Lab and hub: a question, then its answer, one at a time. Hub and child: both may speak.
"""

from typing import Literal

from msgspec import Struct

from holdfast.lab.events import Event
from holdfast.lab.loss import Loss
from holdfast.lab.spec import LabSpec
from holdfast.lab.traffic import Download, DownloadRun, Target


class Open(Struct, frozen=True, tag="open"):
    spec: LabSpec


class Boot(Struct, frozen=True, tag="boot"):
    names: tuple[str, ...]


class PowerOff(Struct, frozen=True, tag="power-off"):
    name: str


class WatchFrames(Struct, frozen=True, tag="watch-frames"):
    name: str


class CountFrames(Struct, frozen=True, tag="count-frames"):
    name: str


class SetLink(Struct, frozen=True, tag="set-link"):
    name: str
    interface: str
    state: Literal["up", "down"]


class Lose(Struct, frozen=True, tag="lose"):
    """What the switch loses from now on, in the place of what it lost."""

    losses: tuple[Loss, ...]


class Poll(Struct, frozen=True, tag="poll"):
    """Events from number `since` on; those before it will not be asked for again."""

    since: int


class Systemctl(Struct, frozen=True, tag="systemctl"):
    arguments: tuple[str, ...]


class Kill(Struct, frozen=True, tag="kill"):
    unit: str
    signal: int
    whom: Literal["all", "main", "workers"]


class SignalAll(Struct, frozen=True, tag="signal-all"):
    signal: int


class Hold(Struct, frozen=True, tag="hold"):
    unit: str


class Release(Struct, frozen=True, tag="release"):
    unit: str


class Run(Struct, frozen=True, tag="run"):
    argv: tuple[str, ...]


NodeQuestion = Systemctl | Kill | SignalAll | Hold | Release | Run


class AskNode(Struct, frozen=True, tag="ask-node"):
    name: str
    question: NodeQuestion


class StartTraffic(Struct, frozen=True, tag="start-traffic"):
    targets: tuple[Target, ...]
    download: Download | None


class ReadTraffic(Struct, frozen=True, tag="read-traffic"):
    then: Literal["go on", "stop"]


class RenewDownloads(Struct, frozen=True, tag="renew-downloads"):
    pass


class Resolve(Struct, frozen=True, tag="resolve"):
    address: str
    card: str


class ReadLateness(Struct, frozen=True, tag="read-lateness"):
    pass


ClientQuestion = StartTraffic | ReadTraffic | RenewDownloads | Resolve | ReadLateness


class AskClient(Struct, frozen=True, tag="ask-client"):
    question: ClientQuestion


Question = (
    Open | Boot | PowerOff | WatchFrames | CountFrames | SetLink | Lose | Poll | AskNode | AskClient
)


class Done(Struct, frozen=True, tag="done"):
    pass


class Cut(Struct, frozen=True, tag="cut"):
    cut_ms: float
    killed_ms: float


class Number(Struct, frozen=True, tag="number"):
    value: int


class Happened(Struct, frozen=True, tag="happened"):
    events: tuple[Event, ...]
    next: int


class Ran(Struct, frozen=True, tag="ran"):
    status: int
    output: str


class Seen(Struct, frozen=True, tag="seen"):
    """Per target the arrays of `traffic.Samples` as bytes (doubles, doubles, signed chars)."""

    samples: tuple[tuple[bytes, bytes, bytes], ...]
    downloads: tuple[DownloadRun, ...]


class Late(Struct, frozen=True, tag="late"):
    ms: float


class Macs(Struct, frozen=True, tag="macs"):
    macs: tuple[str, ...]


class Booted(Struct, frozen=True, tag="booted"):
    substitutions: tuple[str, ...]


class Failed(Struct, frozen=True, tag="failed"):
    text: str


class Refused(Struct, frozen=True, tag="refused"):
    """The kernel said no: which step, errno, and the system's words for it."""

    step: str
    number: int
    text: str


Answer = Done | Cut | Number | Happened | Ran | Seen | Late | Macs | Booted | Failed | Refused


class LinksReady(Struct, frozen=True, tag="links-ready"):
    """Hub to child: the cards that were asked for are in your network namespace."""


class Asked(Struct, frozen=True, tag="asked"):
    question: NodeQuestion | ClientQuestion


class NetReady(Struct, frozen=True, tag="net-ready"):
    """Child to hub: my network namespace is there."""


class Ready(Struct, frozen=True, tag="ready"):
    """Child to hub: I serve; what stands in for the real thing in me."""

    substitutions: tuple[str, ...] = ()


class Told(Struct, frozen=True, tag="told"):
    event: Event


class Answered(Struct, frozen=True, tag="answered"):
    answer: Answer


class Died(Struct, frozen=True, tag="died"):
    text: str


ToChild = LinksReady | Asked
FromChild = NetReady | Ready | Told | Answered | Died
