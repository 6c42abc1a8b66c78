# SPDX-License-Identifier: Apache-2.0
"""Applies the fixes that findings offer, and looks again, until nothing is left to apply."""

from collections.abc import Iterable, Iterator

from holdfast.check.engine import check
from holdfast.check.finding import Finding, Safety
from holdfast.check.rule import Rule
from holdfast.check.selection import EVERYTHING, Selection
from holdfast.load.outcome import Clash
from holdfast.load.reload import reload
from holdfast.model.change import Change
from holdfast.model.site import Site
from holdfast.text.edit import OverlapError

MOST_ROUNDS = 20
"""A fix may bring another finding to light; two that undo each other end here."""


class NoFixedPoint(RuntimeError):
    """Fixes that undo each other: a defect of the rules that offer them."""


def mend(
    site: Site,
    rules: Iterable[Rule],
    allowed: frozenset[Safety],
    selection: Selection = EVERYTHING,
) -> Site:
    """The site with every fix of an allowed safety applied; the same site where there is none.

    Fixes are those of the findings that the selection tells.

    Fixes that touch the same bytes are applied one round after the other. Raises NoFixedPoint.
    """
    rules = tuple(rules)
    for _ in range(MOST_ROUNDS):
        mended = _round(site, check(site, rules, selection), allowed)
        if mended is site:
            return site
        site = mended
    raise NoFixedPoint(f"fixes undo each other: stopped after {MOST_ROUNDS} rounds")


def _round(site: Site, findings: Iterable[Finding], allowed: frozenset[Safety]) -> Site:
    taken: list[Change] = []
    mended = site
    for changes in _offers(findings, allowed):
        try:
            mended = reload(site, [*taken, *changes])
        except (OverlapError, Clash):
            continue
        taken += changes
    return mended


def _offers(
    findings: Iterable[Finding], allowed: frozenset[Safety]
) -> Iterator[tuple[Change, ...]]:
    return (f.fix.changes for f in findings if f.fix is not None and f.fix.safety in allowed)
