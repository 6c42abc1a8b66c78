# SPDX-License-Identifier: Apache-2.0
"""What `holdfast drill` lets the user choose."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar, cast

import click

from holdfast.cli.failure import Failure
from holdfast.cli.milliseconds import Milliseconds
from holdfast.cli.pages import page_of
from holdfast.drill.fault import Fault
from holdfast.drill.registry import FAULTS

Command = TypeVar("Command", bound=Callable[..., Any])

ALL = "all"
MOST_LABS = 16
MOST_DOWNLOADS = 500
"""One client process reads them all, twenty times a second each."""

LONGEST_DELAY_MS = 1000.0
"""Light takes a third of it to the other side of the earth and back, in glass."""


class Wanted(NamedTuple):
    """What the options say."""

    names: tuple[str, ...]
    trace_file: str | None
    downloads: int
    labs: int | None
    delay_ms: float
    compare: bool
    report: str | None
    journals: str | None
    form: str

    @property
    def faults(self) -> list[Fault]:
        """Those of --fault; without it the quick ones."""
        return [f for f in FAULTS if f.name in self.names or ALL in self.names or self._is_usual(f)]

    def _is_usual(self, fault: Fault) -> bool:
        return fault.quick and not self.names


def drilling(command: Command) -> Command:
    """The options of a drill; the command gets them as `wanted`.

    Raises Failure for those that cannot be together.
    """

    @wraps(command)
    def drills(*words: Any, **others: Any) -> Any:
        wanted = Wanted(*(others.pop(name) for name in Wanted._fields))
        _require_together(wanted)
        return command(*words, wanted=wanted, **others)

    wrapped: Any = drills
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return cast(Command, wrapped)


def _require_together(wanted: Wanted) -> None:
    several = wanted.compare or wanted.trace_file is not None or wanted.labs not in (None, 1)
    if wanted.journals is not None and several:
        raise Failure("--journals keeps those of one lab: leave --compare, --labs and --trace")
    if wanted.trace_file is not None and (wanted.compare or wanted.report or wanted.delay_ms):
        raise Failure(
            "--trace plays one site without a distance between its nodes, and makes no page: "
            "leave --compare, --delay and --report"
        )
    if wanted.delay_ms > LONGEST_DELAY_MS:
        raise Failure(
            f"--delay {wanted.delay_ms:g}ms is longer than {LONGEST_DELAY_MS:g}ms: ask for less"
        )


def _list(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """What there is to play, with the first line of each page."""
    if not wanted or context.resilient_parsing:
        return
    for fault in FAULTS:
        click.echo(f"{'*' if fault.quick else ' '} {fault.name:20} {page_of(fault).summary}")
    click.echo("\n* is played where no --fault is given; all with --fault all.")
    context.exit(0)


_OPTIONS = (
    click.option(
        "--fault",
        "names",
        multiple=True,
        metavar="FAULT",
        type=click.Choice([*(fault.name for fault in FAULTS), ALL]),
        help="Play this one only; may be given again; `all` plays every one. Without it, the six "
        "that every pair has to outlive.",
    ),
    click.option(
        "--list",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_list,
        help="List the faults and leave.",
    ),
    click.option(
        "--trace",
        "trace_file",
        metavar="FILE",
        help="Play the traces of `holdfast prove --format json`, and say whether they are true.",
    ),
    click.option(
        "--downloads",
        type=click.IntRange(1, MOST_DOWNLOADS),
        default=1,
        metavar="N",
        help="Long downloads under way at each blow: 1.",
    ),
    click.option(
        "--labs",
        type=click.IntRange(1, MOST_LABS),
        metavar="N",
        help="Labs side by side, each with faults of its own: two more than processors.",
    ),
    click.option(
        "--delay",
        "delay_ms",
        type=Milliseconds(),
        default="0ms",
        metavar="TIME",
        help="How long a frame takes from node to node: 30ms.",
    ),
    click.option("--compare", is_flag=True, help="Each PATH is a site: one after the other."),
    click.option(
        "--report",
        metavar="FILE",
        help="Write a page: timelines, claims, how to repeat it.",
    ),
    click.option(
        "--journals",
        metavar="DIR",
        help="Write what each node logged into DIR, for `holdfast story`; in one lab.",
    ),
    click.option("--format", "form", type=click.Choice(["text", "json"]), default="text"),
)
