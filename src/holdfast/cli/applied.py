# SPDX-License-Identifier: Apache-2.0
"""Methods put to a site, one upon the other, before anything is written."""

from collections.abc import Iterable

from holdfast.cli.failure import Failure
from holdfast.load.outcome import Clash
from holdfast.load.reload import reload
from holdfast.methods.method import Refused
from holdfast.methods.registry import ADDITIONS, METHODS
from holdfast.model.site import Site

_METHODS = {method.name: method for method in (*METHODS, *ADDITIONS)}


def applied(site: Site, names: Iterable[str]) -> tuple[Site, tuple[str, ...]]:
    """The site after the methods, in the order of the registry, and what they tell the operator.

    Raises Failure where one refuses.
    """
    notes: list[str] = []
    for name in sorted(set(names), key=list(_METHODS).index):
        plan = _METHODS[name].plan(site)
        if isinstance(plan, Refused):
            raise Failure(f"{name}: {plan.why}")
        try:
            site = reload(site, plan.changes)
        except Clash as why:
            raise Failure(f"{name}: {why}") from None
        notes += plan.notes
    return site, tuple(notes)
