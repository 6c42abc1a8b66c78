# SPDX-License-Identifier: Apache-2.0
"""How a site is to be mended: the options that say it, and the site as it is then."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar, cast, get_args

import click
from msgspec.structs import replace

from holdfast.check.finding import Safety
from holdfast.check.mend import NoFixedPoint, mend
from holdfast.check.registry import RULES
from holdfast.check.selection import Selection
from holdfast.cli.applied import applied
from holdfast.cli.failure import Failure
from holdfast.cli.options import Choice, choosing
from holdfast.methods.registry import METHODS
from holdfast.model.settings import Form
from holdfast.model.site import Site

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--method",
        "names",
        multiple=True,
        type=click.Choice([method.name for method in METHODS]),
        help="Let HAProxy run on every node in this way; may be given again.",
    ),
    click.option(
        "--timers",
        is_flag=True,
        help="Let keepalived fail over within `fail_over` of holdfast.yaml.",
    ),
    click.option("--relay", is_flag=True, help="Let connections survive a move of the VIP."),
    click.option(
        "--form",
        type=click.Choice(get_args(Form)),
        help="Whose files dummy and relay write; else those of the tool that the node has.",
    ),
    click.option("--unsafe", is_flag=True, help="Apply unsafe fixes too: read the diff first."),
    choosing,
)


class Asked(NamedTuple):
    """What the options say. Without methods, the fixes of all findings that are chosen."""

    methods: tuple[str, ...]
    form: Form | None
    unsafe: bool
    choice: Choice


class Mended(NamedTuple):
    """A site with its settings, as it is and as it is to be, and what the operator is told."""

    before: Site
    after: Site
    notes: tuple[str, ...]
    selection: Selection


def mending(command: Command) -> Command:
    """The options that say how a site is to be mended; the command gets them as `asked`."""

    @wraps(command)
    def mends(
        *words: Any,
        names: tuple[str, ...],
        timers: bool,
        relay: bool,
        form: Form | None,
        unsafe: bool,
        choice: Choice,
        **others: Any,
    ) -> Any:
        additions = [name for name, on in (("timers", timers), ("relay", relay)) if on]
        if form is not None and "dummy" not in names and not relay:
            raise Failure(
                "--form says how --method dummy or --relay keeps the VIPs: give one of them"
            )
        asked = Asked((*names, *additions), form, unsafe, choice)
        return command(*words, asked=asked, **others)

    wrapped: Any = mends
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return cast(Command, wrapped)


def mended(site: Site, asked: Asked) -> Mended:
    """The site after the methods, or after the fixes. Raises Failure where that cannot be."""
    selection = asked.choice.selection(site.settings)
    if asked.form is not None:
        site = replace(site, settings=replace(site.settings, form=asked.form))
    if asked.methods:
        return Mended(site, *applied(site, asked.methods), selection)
    return Mended(site, _fixed(site, selection, unsafe=asked.unsafe), (), selection)


def _fixed(site: Site, selection: Selection, *, unsafe: bool) -> Site:
    allowed: frozenset[Safety] = frozenset(("safe", "unsafe") if unsafe else ("safe",))
    try:
        return mend(site, RULES, allowed, selection)
    except NoFixedPoint as why:
        raise Failure(f"{why}: take one of them with --select; nothing was written") from None
