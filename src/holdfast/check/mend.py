# SPDX-License-Identifier: Apache-2.0
"""Applies the fixes that findings offer, and looks again, until nothing is left to apply."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from holdfast.check.engine import check
from holdfast.check.finding import Finding, Safety
from holdfast.check.rule import Rule
from holdfast.check.selection import EVERYTHING, Selection
from holdfast.load.outcome import Clash, outcomes
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
    offers = list(_offers(findings, allowed))
    if not offers:
        return site
    try:
        return reload(site, [change for changes in offers for change in changes])
    except (OverlapError, Clash):
        fitting = _that_fit(site, offers)
        return reload(site, fitting) if fitting else site


def _that_fit(site: Site, offers: Iterable[tuple[Change, ...]]) -> list[Change]:
    """The changes of one offer after the other, without those that clash with one before."""
    taken: list[Change] = []
    for changes in offers:
        with suppress(OverlapError, Clash):
            outcomes(site, [*taken, *changes])
            taken += changes
    return taken


def _offers(
    findings: Iterable[Finding], allowed: frozenset[Safety]
) -> Iterator[tuple[Change, ...]]:
    return (f.fix.changes for f in findings if f.fix is not None and f.fix.safety in allowed)
