# SPDX-License-Identifier: Apache-2.0
"""docs/failover.md: every figure of a run, and the bars. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bench.failover.bars import Bar
from bench.failover.figures import Played, Results, told
from bench.failover.play import DOWNLOADS

from holdfast.drill.record import NO_FAULT

_HEAD = """\
# Fail-over, measured

Every site below in the same lab on the same machine, one after the other and that again and again,
each with a control run of its own. `make bench-failover` makes this page. The other sites are what
these projects ship; *holdfast-…* is the pair of the recipe (examples/pair) after `holdfast fix`.

{facts}

A **gap** is the longest time between two answers that a client saw which opens a connection per
request; *above control* is what is left of it without the noise of the same lab. *never*: no answer
within ten seconds. **failed** are requests; **downloads** those that broke, of all that ended after
the blow, in all runs together: {downloads} are under way at each. **two owners** is how long more
than one node had the VIP. **n** is the number of runs; a fault of several blows is one run, with
the longest gap of them. Medians, with the worst in brackets.
"""

_LIMITS = """\
## What this does not show

All nodes, the client and the servers behind them are namespaces of one kernel on one machine, and
share its processors. Cables are perfect and have no length; there are no drivers, switches with
tables to relearn, hypervisors that stop a guest, no cloud network that drops a gratuitous ARP.
`node-power` cuts a port of a bridge: a real switch may take longer to say so, or say nothing. The
daemons run without real-time priority. Read the ratios; the milliseconds are those of this machine.
"""

_COLUMNS = (
    "site",
    "n",
    "gap ms",
    "control ms",
    "above control",
    "failed",
    "downloads",
    "two owners ms",
    "held",
)


class Run(NamedTuple):
    """Where and when: a line each. `absent` are sites that could not be had, and why."""

    facts: Mapping[str, str]
    absent: Mapping[str, str]


def page(found: Results, outcome: Sequence[Bar], run: Run) -> str:
    """The whole page."""
    facts = "\n".join(f"- {name}: {value}" for name, value in run.facts.items())
    parts = [_HEAD.format(facts=facts, downloads=DOWNLOADS), _bars(outcome)]
    parts += [_fault(fault, found) for fault in dict.fromkeys(fault for _, fault in found)]
    if run.absent:
        parts.append("## Not played\n\n" + "\n".join(_absent(run.absent)) + "\n")
    return "\n".join([*parts, _LIMITS])


def _bars(outcome: Sequence[Bar]) -> str:
    rows = (
        f"| `{b.fault}` | {b.promise} | {b.measured} | {b.runs or ''} | {b.outcome} |"
        for b in outcome
    )
    head = [
        "## The bars",
        "",
        "| fault | promise | measured | n | |",
        "| --- | --- | --- | ---: | --- |",
    ]
    return "\n".join([*head, *rows, ""])


def _fault(fault: str, found: Results) -> str:
    title = "The control run: the noise" if fault == NO_FAULT else f"`{fault}`"
    head = [
        f"## {title}",
        "",
        f"| {' | '.join(_COLUMNS)} |",
        f"| --- |{' ---: |' * (len(_COLUMNS) - 1)}",
    ]
    rows = (_row(played) for (_, name), played in found.items() if name == fault)
    return "\n".join([*head, *rows, ""])


def _row(played: Played) -> str:
    def both(figure: str) -> str:
        return f"{told(played.middle(figure))} ({told(played.worst(figure))})"

    unknown = f", {played.count('unknown')} unknown" if played.count("unknown") else ""
    cells = [
        played.site,
        f"{len(played.runs)}",
        both("gap_ms"),
        both("control_ms"),
        both("above_ms"),
        both("failed"),
        f"{played.total('downloads_broken'):.0f} of {played.total('downloads'):.0f}",
        both("two_owners_ms"),
        f"{played.count('held')}{unknown}",
    ]
    return f"| {' | '.join(cells)} |"


def _absent(absent: Mapping[str, str]) -> Iterator[str]:
    return (f"- {site}: {why}" for site, why in absent.items())
