# SPDX-License-Identifier: Apache-2.0
"""What was promised, as ratios and differences within one run, and whether it was held. Pure."""

from collections.abc import Iterator
from math import inf, isinf, sqrt
from typing import Literal, NamedTuple

from bench.failover.figures import Played, Results, told

from holdfast.drill.record import Needless

FAST, FAST_RELAY = "holdfast-100ms", "holdfast-100ms-relay"
SLOW, SLOW_RELAY = "holdfast-1s", "holdfast-1s-relay"
SHORTEST, PLAIN = "holdfast-shortest", "holdfast-dummy"
OWN = (SLOW, SLOW_RELAY, FAST, FAST_RELAY, SHORTEST, PLAIN)
BUDGETS_MS = {SLOW: 1000.0, SLOW_RELAY: 1000.0, FAST: 100.0, FAST_RELAY: 100.0}


class Bar(NamedTuple):
    """What is promised of a fault, what was measured in so many runs, and the outcome."""

    fault: str
    promise: str
    measured: str
    runs: int
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
        *(_needless(found, site, "advert-loss") for site in (FAST, SHORTEST)),
        *(_needless(found, site, "node-stall") for site in (SLOW, FAST)),
    ]


def _at_most(
    found: Results, site: str, fault: str, figure: str, limit: float, of: str
) -> Bar:  # fmt: skip
    """The median of a figure."""
    promise = f"{site}: at most {limit:g} {of}"
    played = found.get((site, fault))
    if played is None:
        return _missing(fault, promise)
    middle = played.middle(figure)
    measured = f"{told(middle)}, worst {told(played.worst(figure))}; {_against_control(played)}"
    return _judged(played, promise, measured, held=middle <= limit)


def _against_control(played: Played) -> str:
    gap, control = played.middle("gap_ms"), played.middle("control_ms")
    times = "" if isinf(gap) or isinf(control) else f", {gap / max(control, 0.1):.1f} times that"
    return f"control {told(control)} ms, gap {told(gap)} ms{times}"


def _shorter_than_others(found: Results, fault: str, times: float) -> Bar:
    """Than the best median of the sites that others ship, of those that hold if any does: where two
    nodes answer for the VIP, one may be dead without a gap."""
    promise = f"{FAST_RELAY}: gap {times:g} times shorter than at the best other site"
    ours = found.get((FAST_RELAY, fault))
    others = [p for (site, name), p in found.items() if name == fault and site not in OWN]
    if ours is None or not others:
        return _missing(fault, promise)
    holding = [played for played in others if 2 * played.count("held") > len(played.runs)]
    best = min(holding or others, key=lambda played: played.middle("gap_ms"))
    return _ratio(promise, best, ours, times)


def _shorter_than_without_relay(found: Results, fault: str, times: float) -> Bar:
    """And without timers: nothing moves, and Debian's unit starts HAProxy again."""
    promise = f"{FAST_RELAY}: gap {times:g} times shorter than where its unit alone mends it"
    ours, without = found.get((FAST_RELAY, fault)), found.get((PLAIN, fault))
    if ours is None or without is None:
        return _missing(fault, promise)
    return _ratio(promise, without, ours, times)


def _ratio(promise: str, longer: Played, shorter: Played, times: float) -> Bar:
    long, short = longer.middle("gap_ms"), shorter.middle("gap_ms")
    ratio = 0.0 if isinf(short) else inf if isinf(long) else long / max(short, 0.1)
    factor = "beyond measure" if isinf(ratio) else f"{ratio:.1f} times"
    measured = f"{factor}: {told(short)} against {told(long)} ms at {longer.site}"
    return _judged(shorter, promise, measured, held=ratio >= times)


def _lost(found: Results, fault: str) -> Iterator[Bar]:
    """With relay nothing in any run; without it every site breaks its downloads."""
    for site in (SLOW_RELAY, FAST_RELAY):
        promise = f"{site}: no request and no download lost"
        played = found.get((site, fault))
        if played is None:
            yield _missing(fault, promise)
            continue
        failed, broken = played.total("failed"), played.total("downloads_broken")
        ended = played.total("downloads")
        measured = f"{failed:.0f} failed, {broken:.0f} of {ended:.0f} downloads broken"
        yield _judged(played, promise, measured, held=failed == broken == 0 < ended)
    promise = "every site without relay breaks its downloads"
    others = [p for (site, name), p in found.items() if name == fault and "relay" not in site]
    serving = [played for played in others if played.total("downloads")]
    if not serving:
        yield _missing(fault, promise)
        return
    whole = [played.site for played in serving if not played.total("downloads_broken")]
    dead = [played.site for played in others if played not in serving]
    measured = f"not {', '.join(whole)}" if whole else f"all {len(serving)}"
    measured += f"; {', '.join(dead)} served none" if dead else ""
    fewest = min(serving, key=lambda played: len(played.runs))
    yield _judged(fewest, promise, measured, held=not whole)


def _two_owners(found: Results, fault: str) -> Iterator[Bar]:
    """The budget is the fail-over time that a site promises."""
    for site, budget in BUDGETS_MS.items():
        promise = f"{site}: two owners for at most {budget + 1000:g} ms"
        played = found.get((site, fault))
        if played is None:
            yield _missing(fault, promise)
        else:
            worst = played.worst("two_owners_ms")
            yield _judged(played, promise, f"worst {told(worst)}", held=worst <= budget + 1000)


def _needless(found: Results, site: str, fault: str) -> Bar:
    """As many as chance makes, give or take what it makes of that; none where none is expected."""
    promise = f"{site}: as many needless moves as expected"
    played = found.get((site, fault))
    moves = played.needless() if played is not None else {}
    if played is None or not moves:
        return _missing(fault, promise)
    measured = "; ".join(f"{p}: {m.seen}, {told(m.expected)} expected" for p, m in moves.items())
    return _judged(played, promise, measured, held=all(map(_by_chance, moves.values())))


def _by_chance(moves: Needless) -> bool:
    """Within three standard deviations of a Poisson distribution, and one."""
    if moves.expected < 0.001:
        return moves.seen == 0
    return abs(moves.seen - moves.expected) <= 3 * sqrt(moves.expected) + 1


def _missing(fault: str, promise: str) -> Bar:
    return Bar(fault, promise, "", 0, "not measured")


def _judged(of: Played, promise: str, measured: str, *, held: bool) -> Bar:
    return Bar(of.fault, promise, measured, len(of.runs), "held" if held else "missed")
