# SPDX-License-Identifier: Apache-2.0
"""What a line of a journal says has happened on its node. `at` is in milliseconds since 1970."""

from typing import Literal

from msgspec import Struct

State = Literal["MASTER", "BACKUP", "FAULT"]
Program = Literal["keepalived", "haproxy"]
Tracked = Literal["check", "file", "process", "interface"]
Heard = Literal["higher", "same", "lower", "discarded"]


class _Happening(Struct, frozen=True, kw_only=True):
    at: float
    node: str


class Entered(_Happening, frozen=True):
    """A VRRP instance came into a state; `first` as keepalived started or read its files anew."""

    instance: str
    state: State
    first: bool = False


class AdvertHeard(_Happening, frozen=True):
    """An advertisement of another node came in.

    higher, same, lower: the node was MASTER itself as it came, and the priority was so; discarded:
    it was BACKUP, and the sender's priority was below its own. `own` is None where it is not told.
    """

    instance: str
    kind: Heard
    sender: str
    priority: int
    own: int | None = None


class ZeroHeard(_Happening, frozen=True):
    """The MASTER said that it gives up (priority 0); keepalived tells with --log-detail only."""

    instance: str


class AdvertRefused(_Happening, frozen=True):
    """An advertisement was thrown away, as if nobody had sent it."""

    instance: str
    why: str


class PriorityChanged(_Happening, frozen=True):
    """What tracking makes of the priority."""

    instance: str
    before: int
    after: int


class VipNamed(_Happening, frozen=True):
    """A VIP that an instance announces; keepalived tells with --log-detail only."""

    instance: str
    vip: str


class FaultNamed(_Happening, frozen=True):
    """What puts, or would put, an instance into FAULT."""

    instance: str
    why: str


class CheckTurned(_Happening, frozen=True):
    """A script, a file, a process or a link that keepalived tracks is well again, or no more.

    `how` is in keepalived's words: `failed (exited with status 3)`.
    """

    kind: Tracked
    what: str
    well: bool
    how: str = ""


class Started(_Happening, frozen=True):
    """A program says that it starts, or systemd that it was started."""

    program: Program


class Stopping(_Happening, frozen=True):
    """A program was told to stop."""

    program: Program


class Stopped(_Happening, frozen=True):
    """A program has ended as it was told."""

    program: Program


class Died(_Happening, frozen=True):
    """A program has ended, and nobody had told it to."""

    program: Program
    how: str


class Reloaded(_Happening, frozen=True):
    """A program reads its files anew."""

    program: Program


class GaveUp(_Happening, frozen=True):
    """systemd starts a program no more: the start limit."""

    program: Program


class CannotStart(_Happening, frozen=True):
    """HAProxy's own last word."""

    why: str


class ServerTurned(_Happening, frozen=True):
    """HAProxy found a server up or down; `server` is backend/server."""

    server: str
    up: bool
    why: str = ""


class BackendEmpty(_Happening, frozen=True):
    """No server of a backend is left."""

    backend: str


class Booted(_Happening, frozen=True):
    """The node started anew."""


Happening = (
    Entered
    | AdvertHeard
    | ZeroHeard
    | AdvertRefused
    | PriorityChanged
    | VipNamed
    | FaultNamed
    | CheckTurned
    | Started
    | Stopping
    | Stopped
    | Died
    | Reloaded
    | GaveUp
    | CannotStart
    | ServerTurned
    | BackendEmpty
    | Booted
)
