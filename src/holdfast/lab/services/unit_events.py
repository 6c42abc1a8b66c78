# SPDX-License-Identifier: Apache-2.0
"""What goes into the state machine of a unit, and what comes out of it."""

from typing import Literal, NamedTuple

from holdfast.lab.services.exit_status import ExitStatus

Role = Literal["main", "control"]
Section = Literal["start-pre", "start", "start-post", "reload", "stop", "stop-post"]
Job = Literal["start", "stop", "reload"]
Notice = Literal["ready", "reloading", "stopping"]
Whom = Literal["main", "control", "rest"]


class StartAsked(NamedTuple):
    """A start job, from `systemctl start` or at boot."""


class StopAsked(NamedTuple):
    """A stop job."""


class ReloadAsked(NamedTuple):
    """A reload job."""


class ResetAsked(NamedTuple):
    """`systemctl reset-failed`."""


class Spawned(NamedTuple):
    """The process that a Spawn action asked for runs."""

    role: Role
    pid: int


class Ended(NamedTuple):
    """The main or the control process ended. For a program that could not be executed, too."""

    role: Role
    end: ExitStatus
    ignored: bool = False


class Notified(NamedTuple):
    """READY=1, RELOADING=1 or STOPPING=1 came (sd_notify(3))."""

    word: Notice


class MainIs(NamedTuple):
    """The main process is another: MAINPID=, or the PID file of a forking service."""

    pid: int


class Elapsed(NamedTuple):
    """The deadline of the state has passed."""


class Emptied(NamedTuple):
    """No process of the unit is left."""


Input = (
    StartAsked
    | StopAsked
    | ReloadAsked
    | ResetAsked
    | Spawned
    | Ended
    | Notified
    | MainIs
    | Elapsed
    | Emptied
)


class Spawn(NamedTuple):
    """Run command number `number` of a section, from 0."""

    role: Role
    section: Section
    number: int


class Signal(NamedTuple):
    """Send the unit's kill signal, or SIGKILL, to the main, the control or all other processes."""

    final: bool
    whom: tuple[Whom, ...]


class Finished(NamedTuple):
    """A job is over."""

    job: Job
    succeeded: bool


class Say(NamedTuple):
    """What systemd writes to the journal about the unit."""

    text: str


class FindMain(NamedTuple):
    """A forking service has forked: find its main process, answer with MainIs if there is one."""


Action = Spawn | Signal | Finished | Say | FindMain
