# SPDX-License-Identifier: Apache-2.0
"""The hub: bridges, children, and the answers to the lab's questions."""

import os
import signal
from contextlib import suppress
from functools import partial
from typing import assert_never

from holdfast.lab.client import client
from holdfast.lab.errors import LabError
from holdfast.lab.events import Event, NodeChanged
from holdfast.lab.hub.switch import Switch
from holdfast.lab.kernel import iproute
from holdfast.lab.node import node
from holdfast.lab.node.host_etc import read_host_etc
from holdfast.lab.process import child
from holdfast.lab.process.channel import Channel, ChannelClosed
from holdfast.lab.process.child import Child
from holdfast.lab.process.loop import Loop, now_ms
from holdfast.lab.process.protocol import (
    Answer,
    Answered,
    AskClient,
    Asked,
    AskNode,
    Boot,
    Booted,
    CountFrames,
    Cut,
    Died,
    Done,
    Failed,
    FromChild,
    Happened,
    LinksReady,
    Lose,
    NetReady,
    Number,
    Open,
    Poll,
    PowerOff,
    Question,
    Ready,
    SetLink,
    ToChild,
    Told,
    WatchFrames,
)
from holdfast.lab.spec import Interface, LabSpec
from holdfast.lab.world import world

CLIENT, WORLD = "\0client", "\0world"


class HubServer:
    """One question at a time from the lab; events and answers from the children at any time."""

    def __init__(self, spec: LabSpec, channel: Channel[Question]) -> None:
        self._spec = spec
        self._channel = channel
        self._loop = Loop()
        self._nodes = {one.name: one for one in spec.nodes}
        self._children: dict[str, Child] = {}
        self._booting: set[str] = set()
        self._asked = ""
        self._why: dict[str, str] = {}
        self._events: list[Event] = []
        self._first = 0
        self._substitutions: dict[str, None] = {}
        self._around = self._prepare()
        cards = {one.name: one.interfaces for one in spec.nodes}
        cards |= {CLIENT: spec.client.interfaces, WORLD: spec.world.interfaces}
        self._switch = Switch(spec, cards, self._loop)
        self._loop.watch(channel, self._receive)

    def run(self) -> None:
        """Serve until the lab closes its end."""
        self._start(CLIENT, partial(client.main, self._spec.client), "shared")
        self._start(WORLD, partial(world.main, self._spec.world), "shared")
        self._loop.run()

    def _prepare(self) -> node.Surroundings:
        for scope in ("all", "default"):
            path = f"/proc/sys/net/ipv6/conf/{scope}/disable_ipv6"
            if os.path.exists(path):
                with open(path, "w", encoding="ascii") as file:
                    file.write("1")
        hosts = [(one.name, _address(card)) for one in self._spec.nodes for card in one.interfaces]
        named = [pair for pair in hosts if pair[1]]
        return node.Surroundings([*named, *self._spec.hosts], read_host_etc(), _has_dummy())

    # children

    def _start(self, name: str, entry: child.Entry, pids: child.PidNamespace) -> None:
        started = child.start(entry, pids)
        self._children[name] = started
        self._booting.add(name)
        self._loop.watch(started.channel, partial(self._child_speaks, name, started))
        self._loop.watch(started.ended, partial(self._child_ended, name, started))

    def _child_speaks(self, name: str, speaker: Child) -> None:
        try:
            messages = speaker.channel.receive()
        except ChannelClosed:
            self._loop.unwatch(speaker.channel)
            return
        for message in messages:
            self._child_said(name, speaker, message)

    def _child_said(self, name: str, speaker: Child, message: FromChild) -> None:
        match message:
            case NetReady():
                self._plug(name, speaker)
            case Ready(substitutions):
                self._substitutions |= dict.fromkeys(substitutions)
                self._booted(name)
            case Told(event):
                self._happened(event)
            case Answered(answer):
                self._reply_from(name, answer)
            case Died(text):
                self._fail(name, text)
            case _:
                assert_never(message)

    def _plug(self, name: str, speaker: Child) -> None:
        self._switch.plug(name, name.strip("\0"), speaker.pid)
        _send(speaker, LinksReady())

    def _booted(self, name: str) -> None:
        if name not in self._booting:  # another one has failed, which was the answer
            return
        self._booting.discard(name)
        if not self._booting:
            self._reply(Booted(tuple(self._substitutions)))

    def _child_ended(self, name: str, gone: Child) -> None:
        self._drain(name, gone)
        if self._children.get(name) is gone:
            self._fail(name, "its first process ended")

    def _fail(self, name: str, why: str) -> None:
        """A child is gone that should not be: say so, now or when it is asked."""
        gone = self._children.pop(name, None)
        if gone is None:
            return
        self._forget(gone)
        self._why[name] = why
        if name in self._nodes:
            self._happened(NodeChanged(now_ms(), name, "died"))
        if name in self._booting or self._asked == name:
            self._booting.clear()
            self._reply(Failed(f"{name.strip(chr(0))}: {why}"))

    def _forget(self, gone: Child) -> None:
        self._loop.unwatch(gone.channel)
        self._loop.unwatch(gone.ended)
        os.kill(gone.pid, signal.SIGKILL)
        os.waitpid(gone.pid, 0)
        os.close(gone.ended)
        gone.channel.close()

    def _drain(self, name: str, gone: Child) -> None:
        """What a child said before it ended."""
        while self._children.get(name) is gone:
            try:
                messages = gone.channel.receive()
            except ChannelClosed:
                return
            for message in messages:
                self._child_said(name, gone, message)

    # events

    def _happened(self, event: Event) -> None:
        self._events.append(event)

    def _since(self, number: int) -> Happened:
        del self._events[: number - self._first]
        self._first = number
        return Happened(tuple(self._events), number + len(self._events))

    # questions

    def _receive(self) -> None:
        for question in self._channel.receive():
            try:
                self._question(question)
            except (LabError, OSError) as error:
                self._reply(Failed(str(error)))

    def _reply(self, answer: Answer) -> None:
        self._asked = ""
        self._channel.send(answer)

    def _reply_from(self, name: str, answer: Answer) -> None:
        if self._asked == name:
            self._reply(answer)

    def _question(self, question: Question) -> None:
        match question:
            case Boot(names):
                self._boot(names)
            case PowerOff(name):
                self._reply(self._power_off(name))
            case WatchFrames(name):
                self._switch.watch(name)
                self._reply(Done())
            case CountFrames(name):
                self._reply(Number(self._switch.count(name)))
            case SetLink(name, interface, state):
                self._switch.set_link(name, interface, up=state == "up")
                self._reply(Done())
            case Lose(losses):
                self._switch.lose(losses)
                self._reply(Done())
            case Poll(since):
                self._reply(self._since(since))
            case AskNode(name, asked):
                self._ask(name, Asked(asked))
            case AskClient(asked):
                self._ask(CLIENT, Asked(asked))
            case Open():
                raise LabError("the lab is open already")
            case _:
                assert_never(question)

    def _boot(self, names: tuple[str, ...]) -> None:
        chosen = names or tuple(name for name in self._nodes if name not in self._children)
        for name in chosen:
            if name not in self._nodes or name in self._children:
                raise LabError(f"{name}: not a node that is off")
        for name in chosen:
            self._start(name, partial(node.main, self._nodes[name], self._around), "own")
        if not chosen:
            self._reply(Booted(tuple(self._substitutions)))

    def _ask(self, name: str, asked: Asked) -> None:
        answerer = self._children.get(name)
        if answerer is None:
            why = self._why.get(name, "off")
            raise LabError(f"{name.strip(chr(0))} is not running: {why}")
        self._asked = name
        _send(answerer, asked)

    def _power_off(self, name: str) -> Cut:
        gone = self._children.get(name)
        if gone is None or name not in self._nodes:
            raise LabError(f"{name}: not a node that is on")
        cut_ms = self._switch.cut(name)
        del self._children[name]
        self._forget(gone)
        killed_ms = now_ms()
        self._happened(NodeChanged(cut_ms, name, "off"))
        return Cut(cut_ms, killed_ms)


def _send(to: Child, message: ToChild) -> None:
    """A child that has just ended is not told; its end is an event of its own."""
    with suppress(ChannelClosed):
        to.channel.send(message)


def _address(card: Interface) -> str:
    return card.addresses[0].partition("/")[0] if card.addresses else ""


def _has_dummy() -> bool:
    """Whether this kernel can make dummy interfaces; tried, because a module loads on demand."""
    try:
        iproute.batch(["link add name holdfast0 type dummy", "link del dev holdfast0"])
    except LabError:
        return False
    return True
