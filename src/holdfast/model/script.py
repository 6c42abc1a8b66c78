# SPDX-License-Identifier: Apache-2.0
"""Programs that keepalived runs: check scripts and notify scripts."""

from collections.abc import Mapping

from msgspec import Struct

from holdfast.model.place import Place


class Command(Struct, frozen=True):
    """What keepalived executes, without a shell: the program and its arguments.

    `text` is the command as the file has it; `user` is the user the statement names, or None, and
    `group` the group, or None for the user's own. `dropped` are the words behind it that count for
    nothing.
    """

    text: str
    argv: tuple[str, ...]
    place: Place
    user: str | None = None
    group: str | None = None
    dropped: tuple[str, ...] = ()

    @property
    def program(self) -> str:
        """The first word, or nothing."""
        return self.argv[0] if self.argv else ""


class Notify(Struct, frozen=True):
    """A `notify`, `notify_master`, `notify_backup`, `notify_fault` or `notify_stop` line."""

    event: str
    command: Command


class VrrpScript(Struct, frozen=True):
    """A `vrrp_script` block (keepalived.conf(5), "VRRP script(s)").

    `interval` and `timeout` are in seconds; a `weight` of 0 means that a failure is a FAULT.
    `timeout` is None where the block does not say one. `settings` has the place of each statement
    that is there, by keyword.
    """

    name: str
    command: Command | None
    place: Place
    interval: float = 1.0
    timeout: float | None = None
    weight: int = 0
    fall: int = 1
    rise: int = 1
    reverse: bool = False
    settings: Mapping[str, Place] = {}
