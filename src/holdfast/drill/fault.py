# SPDX-License-Identifier: Apache-2.0
"""A fault: how it strikes a running lab, and how it is mended."""

import sys
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from holdfast.lab.lab import Lab


def nothing(_lab: Lab) -> None:
    """For what needs no mending."""


class Phase(Struct, frozen=True):
    """One blow of a fault. `node` is the one it strikes, None for all.

    `hit` are the nodes whose HAProxy the fault itself stops: it need not run there. `off` are the
    nodes without power from then on.
    """

    strike: Callable[[Lab], None]
    mend: Callable[[Lab], None] = nothing
    node: str | None = None
    name: str = ""
    hit: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()


class Scene(Struct, frozen=True):
    """Who is there when a fault strikes: the nodes in order, and the owner of the first VIP."""

    nodes: tuple[str, ...]
    owner: str

    @property
    def backups(self) -> tuple[str, ...]:
        """The nodes that do not own the first VIP."""
        return tuple(node for node in self.nodes if node != self.owner)


class Fault(Struct, frozen=True):
    """`phases` are played one after the other, each mended before the next."""

    name: str
    phases: Callable[[Scene], tuple[Phase, ...]]

    @property
    def page(self) -> Path:
        """The page about the fault: what it does, what it shows, what held means."""
        module = sys.modules[self.phases.__module__]
        return Path(module.__file__ or "").with_suffix(".md")
