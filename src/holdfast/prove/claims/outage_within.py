# SPDX-License-Identifier: Apache-2.0
"""No single fault leaves a VIP unanswered for longer than the budget."""

from holdfast.prove.bounds import NEVER
from holdfast.prove.claim import Breach
from holdfast.prove.outage import Outage
from holdfast.prove.vrrp.strikes import Strike


def breach(outage: Outage, budget_ms: float | None) -> Breach | None:
    """The worst outage, where it is over the budget; without a budget only one without an end."""
    if outage.ms == NEVER:
        return Breach(told(outage), (), "let another node be able to serve: HAProxy on both")
    if budget_ms is None or outage.ms <= budget_ms:
        return None
    return Breach(f"{told(outage)}; the budget is {budget_ms:g} ms", (), _cure(outage, budget_ms))


def _cure(outage: Outage, budget_ms: float) -> str:
    """What a HAProxy that hangs takes is a matter of its check alone."""
    if any(isinstance(a, Strike) and a.kind == "haproxy-hung" for a, _ in outage.way):
        return (
            "shorten interval, timeout and fall of the check that asks HAProxy for an answer, or "
            "allow one that hangs a longer budget"
        )
    return f"write fail_over: {budget_ms:g}ms into holdfast.yaml, and holdfast fix --timers"


def told(outage: Outage) -> str:
    """The worst outage, for people."""
    vips = ", ".join(outage.service.vips)
    if outage.ms == NEVER and not any(isinstance(a, Strike) for a, _ in outage.way):
        return f"nobody answers on {vips}, without any fault"
    if outage.ms == NEVER:
        return f"a single fault leaves {vips} unanswered for ever"
    more = "" if outage.complete else " (there are too many orders of events to look at all)"
    return f"a single fault leaves {vips} unanswered for up to {outage.ms:.0f} ms{more}"
