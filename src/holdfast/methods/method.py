# SPDX-License-Identifier: Apache-2.0
"""A method: one pure function, one page beside it, one line in the registry."""

import sys
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from holdfast.model.change import Change
from holdfast.model.site import Site


class Refused(Struct, frozen=True):
    """The method would break something here: why, and what to do instead, in one line."""

    why: str


class Plan(Struct, frozen=True):
    """The changes to a site's files; none where nothing is to be done.

    `notes` tell the operator what the files cannot: what to run, what it costs, what it lacks.
    """

    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()


class Method(Struct, frozen=True):
    """`plan` answers what the method would change in a site, and touches nothing."""

    name: str
    plan: Callable[[Site], Plan | Refused]

    @property
    def page(self) -> Path:
        """The page about the method: what it changes, needs and costs, how it is undone."""
        module = sys.modules[self.plan.__module__]
        return Path(module.__file__ or "").with_suffix(".md")
