# SPDX-License-Identifier: Apache-2.0
"""What check and fix let the user choose, on the command line and in `holdfast.yaml`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import click

from holdfast.check.finding import SEVERITIES, Severity
from holdfast.check.registry import RULES
from holdfast.check.selection import Selection, UnknownRule, require_known
from holdfast.model.settings import Settings

NAMES = {rule.name: rule for rule in RULES}

Command = TypeVar("Command", bound=Callable[..., Any])


def choosing(command: Command) -> Command:
    """The options that choose rules and findings; the command gets them as `choice`."""

    @wraps(command)
    def chosen(
        *words: Any,
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        severity: Severity | None,
        **others: Any,
    ) -> Any:
        return command(*words, choice=Choice(select, ignore, severity), **others)

    wrapped: Any = click.option(
        "--severity", type=click.Choice(SEVERITIES), help="Leave out what weighs less."
    )(chosen)
    wrapped = _rules("--ignore", "Leave these rules out.")(wrapped)
    return cast(Command, _rules("--select", "Ask these rules only.")(wrapped))


def _rules(name: str, told: str) -> Callable[[Command], Command]:
    return click.option(
        name,
        multiple=True,
        metavar="RULE[,RULE]",
        help=told,
        callback=_names,
        shell_complete=complete_rules,
    )


def _names(
    context: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """The names in all values; one that no rule has is bad usage."""
    names = tuple(name.strip() for value in values for name in value.split(",") if name.strip())
    try:
        require_known(names, NAMES)
    except UnknownRule as why:
        raise click.BadParameter(str(why), context, option) from None
    return names


def complete_rules(_context: click.Context, _option: click.Parameter, incomplete: str) -> list[str]:
    """The rules that go on from what stands behind the last comma."""
    before, comma, begun = incomplete.rpartition(",")
    taken = before.split(",")
    return [before + comma + n for n in NAMES if n.startswith(begun) and n not in taken]


class Choice:
    """What the command line says; `holdfast.yaml` has its word where that says nothing."""

    def __init__(
        self, select: tuple[str, ...], ignore: tuple[str, ...], severity: Severity | None
    ) -> None:
        self._select = frozenset(select)
        self._ignore = frozenset(ignore)
        self._severity = severity

    def selection(self, settings: Settings) -> Selection:
        """`--select` and `--severity` replace what the file says, `--ignore` adds to it."""
        stated = None if settings.select is None else frozenset(settings.select)
        return Selection(
            select=self._select or stated,
            ignore=self._ignore | frozenset(settings.ignore),
            severity=self._severity or settings.severity,
        )
