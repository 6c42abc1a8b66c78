# SPDX-License-Identifier: Apache-2.0
"""Which rules run, and which of their findings are worth telling."""

from collections.abc import Collection, Iterable

from msgspec import Struct

from holdfast.check.finding import SEVERITIES, Severity
from holdfast.text.similar import similar


class UnknownRule(ValueError):
    """A name that no rule has: the sentence says which one may be meant."""


class Selection(Struct, frozen=True):
    """`select` is None for every rule; `ignore` counts after it.

    Findings below `severity` are not told.
    """

    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    severity: Severity = "info"

    def runs(self, rule: str) -> bool:
        """Whether a rule is asked at all."""
        return rule not in self.ignore and (self.select is None or rule in self.select)

    def tells(self, severity: Severity) -> bool:
        """Whether a finding of this severity is told."""
        return SEVERITIES.index(severity) <= SEVERITIES.index(self.severity)


EVERYTHING = Selection()


def require_known(names: Iterable[str], known: Collection[str]) -> None:
    """Raises UnknownRule for the first name that no rule has."""
    for name in names:
        if name not in known:
            raise UnknownRule(unknown(name, known))


def unknown(name: str, known: Collection[str]) -> str:
    """The sentence about a name that no rule has."""
    meant = similar(name, known)
    told = f"did you mean {meant}?" if meant else "`holdfast rules` lists them all"
    return f"no rule is called {name}: {told}"
