# SPDX-License-Identifier: Apache-2.0
"""What check and fix let the user choose, on the command line and in `holdfast.yaml`."""

import os
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any, TypeVar, cast

import click

from holdfast.check.finding import SEVERITIES, Severity
from holdfast.check.registry import RULES
from holdfast.check.selection import Selection, UnknownRule, require_known
from holdfast.cli.failure import Failure
from holdfast.model.settings import NO_SETTINGS, Settings
from holdfast.model.site import Site

SETTINGS_FILE = "holdfast.yaml"
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


def settings_folder(site: Site) -> str:
    """The folder beside whose nodes `holdfast.yaml` stands.

    It is the current one for loose files, for this host, and for nodes of several folders.
    """
    sources = [node.source for node in site.nodes if node.name is not None and not node.live]
    parents = {os.path.dirname(os.path.abspath(source)) for source in sources}
    return parents.pop() if len(parents) == 1 else ""


def read_settings(site: Site) -> Settings:
    """The site's `holdfast.yaml`. Raises Failure where something is wrong in it."""
    path = os.path.join(settings_folder(site), SETTINGS_FILE)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except FileNotFoundError:
        return NO_SETTINGS
    except OSError as error:
        raise Failure(f"{path} cannot be read ({error.strerror})") from None
    # A YAML parser takes a fifth of the time of a whole check: only who has the file pays.
    load = import_module("holdfast.load.settings")
    try:
        settings: Settings = load.settings(data, NAMES)
    except load.BadSettings as why:
        raise Failure(f"{path}: {why}") from None
    return settings
