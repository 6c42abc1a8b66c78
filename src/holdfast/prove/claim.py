# SPDX-License-Identifier: Apache-2.0
"""A claim: one pure function, one page beside it, one line in the registry."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from msgspec import Struct

from holdfast.model.place import Place


class Breach(Struct, frozen=True):
    """How a state breaks a claim: a sentence, the lines it hangs on, what to change.

    `rule` is the rule of `holdfast check` that speaks of it, where there is one.
    """

    why: str
    at: tuple[Place, ...] = ()
    mend: str = ""
    rule: str | None = None


class Claim(Struct, frozen=True):
    """`breach` says how something breaks the claim, or None; `page` is the page about it.

    Held against every `state`, against a state that comes again (`round`), or the worst `outage`.
    Where no state at all is what it `needs`, it is kept because it says nothing: `idle` tells.
    """

    name: str
    breach: Callable[..., Breach | None]
    against: Literal["state", "round", "outage"] = "state"
    needs: Callable[..., bool] | None = None
    idle: str = ""

    @property
    def page(self) -> Path:
        """The page about the claim."""
        module = sys.modules[self.breach.__module__]
        return Path(module.__file__ or "").with_suffix(".md")
