# SPDX-License-Identifier: Apache-2.0
"""A rule: one pure function, one page beside it, one line in the registry."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct

from holdfast.check.finding import Finding, Severity
from holdfast.model.site import Site

if TYPE_CHECKING:
    from pathlib import Path

Check = Callable[[Site], Iterator[Finding]]
"""Looks at the values of a site, never at text, and touches nothing."""

_RULES = "holdfast.check.rules"


class Rule(Struct, frozen=True):
    """`check` of the module of that name, or `function` instead of it.

    A rule says nothing where no file of keepalived was read, and its module is then not imported,
    unless it is asked `always`. One about a `file` is asked only where a node has that.
    """

    name: str
    severity: Severity
    function: Check | None = None
    always: bool = False
    file: str | None = None

    @property
    def check(self) -> Check:
        """The function, imported when somebody asks for it."""
        return self.function or _of_module(self.module)

    @property
    def module(self) -> str:
        """The name of its module, and of its page."""
        return self.name.replace("-", "_")

    @property
    def page(self) -> "Path":
        """The page about the rule: manual and test cases at once."""
        from pathlib import Path  # noqa: PLC0415 - 3 ms that a check does not need

        return Path(os.path.dirname(__file__), "rules", f"{self.module}.md")

    def has_something_to_say(self, site: Site) -> bool:
        """Whether there is what the rule looks at."""
        if self.file is not None:
            return any(self.file in node.files for node in site.nodes)
        asked = self.always or self.function is not None
        return asked or any(node.keepalived.paths for node in site.nodes)


@cache
def _of_module(name: str) -> Check:
    found: Check = import_module(f"{_RULES}.{name}").check
    return found
