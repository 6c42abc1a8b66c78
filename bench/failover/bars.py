# SPDX-License-Identifier: Apache-2.0
"""What was promised, as ratios and differences within one run, and whether it was held. Pure."""

from collections.abc import Iterator
from math import inf, isinf
from typing import Literal, NamedTuple

from bench.failover.figures import Played, Results, told

FAST, FAST_RELAY = "holdfast-100ms", "holdfast-100ms-relay"
SLOW, SLOW_RELAY = "holdfast-1s", "holdfast-1s-relay"
SHORTEST = "holdfast-shortest"
OWN = (SLOW, SLOW_RELAY, FAST, FAST_RELAY, SHORTEST)
BUDGETS_MS = {SLOW: 1000.0, SLOW_RELAY: 1000.0, FAST: 100.0, FAST_RELAY: 100.0}


class Bar(NamedTuple):
    """What is promised of a fault, what was measured, and the outcome."""

    fault: str
    promise: str
    measured: str
    outcome: Literal["held", "missed", "not measured"]


def bars(found: Results) -> list[Bar]:
    """Every bar; one whose sites or faults were not played is not measured, never held."""
    gone, crash, power = "haproxy-gone", "haproxy-crash", "node-power"
    return [
        _at_most(found, FAST_RELAY, gone, "failed", 2, "failed"),
        _at_most(found, FAST_RELAY, gone, "above_ms", 25, "ms above control"),
        _shorter_than_others(found, gone, 100),
        _at_most(found, FAST, gone, "above_ms", 60, "ms above control"),
        _at_most(found, FAST_RELAY, crash, "failed", 2, "failed"),
        _shorter_than_without_relay(found, crash, 4),
        *(bar for fault in ("keepalived-stop", "planned-move") for bar in _lost(found, fault)),
        _at_most(found, FAST, power, "above_ms", 120, "ms above control"),
        _at_most(found, SHORTEST, power, "above_ms", 60, "ms above control"),
        *_two_owners(found, "keepalived-kill"),
    ]


def _at_most(
    found: Results, site: str, fault: str, figure: str, limit: float, of: str
) -> Bar:  # fmt: skip
    """The median of a figure."""
    promise = f"{site}: at most {limit:g} {of}"
    played = found.get((site, fault))
    if played is None:
        return _missing(fault, promise)
    middle, worst = played.middle(figure), played.worst(figure)
    measured = f"{told(middle)}, worst {told(worst)}"
    return _judged(fault, promise, measured, held=middle <= limit)


def _shorter_than_others(found: Results, fault: str, times: float) -> Bar:
    """Than the best median of the sites that others ship."""
    promise = f"{FAST_RELAY}: gap {times:g} times shorter than at the best other site"
    ours = found.get((FAST_RELAY, fault))
    others = [p for (site, name), p in found.items() if name == fault and site not in OWN]
    if ours is None or not others:
        return _missing(fault, promise)
    best = min(others, key=lambda played: played.middle("gap_ms"))
    return _ratio(fault, promise, best, ours, times)


def _shorter_than_without_relay(found: Results, fault: str, times: float) -> Bar:
    promise = f"{FAST_RELAY}: gap {times:g} times shorter than without relay"
    ours, without = found.get((FAST_RELAY, fault)), found.get((FAST, fault))
    if ours is None or without is None:
        return _missing(fault, promise)
    return _ratio(fault, promise, without, ours, times)


def _ratio(fault: str, promise: str, longer: Played, shorter: Played, times: float) -> Bar:
    long, short = longer.middle("gap_ms"), shorter.middle("gap_ms")
    ratio = 0.0 if isinf(short) else inf if isinf(long) else long / max(short, 0.1)
    factor = "beyond measure" if isinf(ratio) else f"{ratio:.1f} times"
    measured = f"{factor}: {told(short)} against {told(long)} ms at {longer.site}"
    return _judged(fault, promise, measured, held=ratio >= times)


def _lost(found: Results, fault: str) -> Iterator[Bar]:
    """With relay nothing in any run; without it every site breaks its downloads."""
    for site in (SLOW_RELAY, FAST_RELAY):
        promise = f"{site}: no request and no download lost"
        played = found.get((site, fault))
        if played is None:
            yield _missing(fault, promise)
            continue
        failed, broken = played.total("failed"), played.total("downloads_broken")
        measured = f"{failed:.0f} failed, {broken:.0f} downloads broken in {len(played.runs)} runs"
        yield _judged(fault, promise, measured, held=failed == broken == 0)
    promise = "every site without relay breaks its downloads"
    others = [p for (site, name), p in found.items() if name == fault and "relay" not in site]
    if not others:
        yield _missing(fault, promise)
        return
    whole = [played.site for played in others if not played.total("downloads_broken")]
    measured = f"not {', '.join(whole)}" if whole else f"all {len(others)}"
    yield _judged(fault, promise, measured, held=not whole)


def _two_owners(found: Results, fault: str) -> Iterator[Bar]:
    """The budget is the fail-over time that a site promises."""
    for site, budget in BUDGETS_MS.items():
        promise = f"{site}: two owners for at most {budget + 1000:g} ms"
        played = found.get((site, fault))
        if played is None:
            yield _missing(fault, promise)
        else:
            worst = played.worst("two_owners_ms")
            yield _judged(fault, promise, f"worst {told(worst)}", held=worst <= budget + 1000)


def _missing(fault: str, promise: str) -> Bar:
    return Bar(fault, promise, "", "not measured")


def _judged(fault: str, promise: str, measured: str, *, held: bool) -> Bar:
    return Bar(fault, promise, measured, "held" if held else "missed")
