# SPDX-License-Identifier: Apache-2.0
"""A rule: one pure function, one page beside it, one line in the registry."""

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from holdfast.check.finding import Finding, Severity
from holdfast.model.site import Site

if TYPE_CHECKING:
    from pathlib import Path


class Rule(Struct, frozen=True):
    """`check` looks at the values of a site, never at text, and touches nothing."""

    name: str
    severity: Severity
    check: Callable[[Site], Iterator[Finding]]

    @property
    def page(self) -> "Path":
        """The page about the rule: manual and test cases at once."""
        from pathlib import Path  # noqa: PLC0415 - 3 ms that a check does not need

        module = sys.modules[self.check.__module__]
        return Path(module.__file__ or "").with_suffix(".md")
