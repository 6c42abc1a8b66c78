# SPDX-License-Identifier: Apache-2.0
"""Kernel settings that `sysctl KEY=VALUE` makes before HAProxy starts (sysctl(8))."""

from collections.abc import Iterable, Iterator

from holdfast.load.sysctl import dotted
from holdfast.model.interface import Interface
from holdfast.model.kernel import Setting
from holdfast.model.place import Place
from holdfast.model.unit import Unit
from holdfast.text.pattern import pattern

_COMMAND = pattern(r"(?:^|[\s/;&|+!:@-])sysctl((?:\s+(?:-\w+|[\w./*]+=\S+))+)")
_PAIR = pattern(r"([\w./*]+)=[\"']?([^\s\"';&|]+)")
_UP = frozenset(("pre-up", "up", "post-up"))


def commanded(haproxy: Unit, links: Iterable[Interface]) -> dict[str, Setting]:
    """What the commands before the start of HAProxy set, and those of interfaces that come up at
    boot; of a unit's line there is no place."""
    found: dict[str, Setting] = {}
    for text, place in _commands(haproxy, links):
        for command in _COMMAND.findall(text):
            for key, value in _PAIR.findall(command):
                found[dotted(key)] = Setting(value, place)
    return found


def _commands(haproxy: Unit, links: Iterable[Interface]) -> Iterator[tuple[str, Place | None]]:
    for link in links:
        hooks = link.hooks if link.auto else ()
        yield from ((hook.command, hook.place) for hook in hooks if hook.phase in _UP)
    yield from ((line, None) for line in haproxy.exec_start_pre)
