# SPDX-License-Identifier: Apache-2.0
"""A rule: one pure function, one page beside it, one line in the registry."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from holdfast.check.finding import Finding, Severity
from holdfast.model.site import Site


class Rule(Struct, frozen=True):
    """`check` looks at the values of a site, never at text, and touches nothing."""

    name: str
    severity: Severity
    check: Callable[[Site], Iterator[Finding]]

    @property
    def page(self) -> Path:
        """The page about the rule: manual and test cases at once."""
        module = sys.modules[self.check.__module__]
        return Path(module.__file__ or "").with_suffix(".md")
