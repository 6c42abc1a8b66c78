# SPDX-License-Identifier: Apache-2.0
"""A fault: how it strikes a running lab, how it passes or is mended, what is judged."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from holdfast.drill.demands import Demand
from holdfast.drill.verdict import Part
from holdfast.lab.deadlines import NOTICED_MS
from holdfast.lab.lab import Lab
from holdfast.model.site import Site

Act = Callable[[Lab], object]
"""Something done to a lab; what it gives back is of no interest."""


def nothing(_lab: Lab) -> None:
    """For what needs no mending."""


class CannotPlay(Exception):
    """The fault could not be played as it is meant: why, in one line.

    Its outcome is unknown, unless something is broken all the same.
    """


class Passing(NamedTuple):
    """The fault is over by itself so long after its strike, and is judged from then on.

    What takes its time is done `JUST_BEFORE_MS` sooner, so that `act` may be on time.
    """

    after_ms: float
    act: Act
    just_before: Act = nothing


class Phase(Struct, frozen=True):
    """One blow of a fault. `node` is the one it strikes, None for all.

    `hit` are the nodes whose HAProxy the fault itself stops: it need not run there. `off` are the
    nodes without power from then on. `parts` says which nodes hear each other when it is judged,
    nothing where all do. It is not judged sooner than `watch_ms` after the strike: what it does may
    come as late as that. Two nodes of a part may own a VIP for `two_owners_ms`, for four adverts
    where that is None. `demands` is what must be true besides; where it `loses_nothing`, too, that
    no request fails and no download breaks. `needless_moves` says, once it was played, how many to
    expect by chance with every node alive; None where a fault is not about them.
    """

    strike: Act
    mend: Act = nothing
    node: str | None = None
    name: str = ""
    hit: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()
    parts: tuple[Part, ...] = ()
    watch_ms: float = 0.0
    passing: Passing | None = None
    two_owners_ms: float | None = None
    demands: tuple[Demand, ...] = ()
    needless_moves: Callable[[], float] | None = None
    loses_nothing: bool = False


class Scene(Struct, frozen=True):
    """Who is there when a fault strikes: the nodes in order, and the owner of the first VIP.

    `owned` are the VIPs that this owner has, `homes` the owners of each group, in their order, None
    for a group without one. `cards` has the interface on which each node advertises for the first
    VIP. `down_ms` is the longest time of silence after which a node of the site takes over
    (`model.timing.down_interval_ms`).
    """

    nodes: tuple[str, ...]
    owner: str
    owned: frozenset[str]
    site: Site
    homes: tuple[str | None, ...]
    cards: Mapping[str, str]
    down_ms: float

    @property
    def backups(self) -> tuple[str, ...]:
        """The nodes that do not own the first VIP."""
        return tuple(node for node in self.nodes if node != self.owner)

    @property
    def noticed_ms(self) -> float:
        """By then whoever hears nothing has taken over."""
        return self.down_ms + NOTICED_MS


class Fault(Struct, frozen=True):
    """`phases` are played one after the other, each mended before the next.

    A `quick` fault is played where none is named. `about_s` is how long it takes, roughly: of
    several labs one begins with the longest. One that `loses_frames` has the switch lose them,
    which takes nft.
    """

    name: str
    phases: Callable[[Scene], tuple[Phase, ...]]
    quick: bool = False
    about_s: int = 10
    loses_frames: bool = False

    @property
    def page(self) -> Path:
        """The page about the fault: what it does, what it shows, what held means."""
        module = sys.modules[self.phases.__module__]
        return Path(module.__file__ or "").with_suffix(".md")
