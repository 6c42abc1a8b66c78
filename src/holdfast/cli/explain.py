# SPDX-License-Identifier: Apache-2.0
"""holdfast explain."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import click
from rich.console import Console
from rich.markdown import Markdown

from holdfast.check.page import Page, parse_page
from holdfast.check.registry import RULES
from holdfast.cli.failure import Failure
from holdfast.drill.registry import CONTROL, FAULTS
from holdfast.methods.registry import ADDITIONS, METHODS
from holdfast.prove.registry import CLAIMS
from holdfast.text.similar import similar


class _Topic(Protocol):
    """Whatever has a page."""

    @property
    def name(self) -> str: ...

    @property
    def page(self) -> Path: ...


_KINDS: dict[str, Sequence[_Topic]] = {
    "rules": RULES,
    "methods": (*METHODS, *ADDITIONS),
    "faults": (CONTROL, *FAULTS),
    "claims": CLAIMS,
}
_TOPICS = {topic.name: topic.page for kind in _KINDS.values() for topic in kind}


def _complete(_context: click.Context, _argument: click.Parameter, begun: str) -> list[str]:
    return [name for name in _TOPICS if name.startswith(begun)]


@click.command()
@click.argument("name", required=False, shell_complete=_complete)
def command(name: str | None) -> None:
    """Show the page about a rule, a method, a fault or a claim; without a name, list them all.

    \b
      holdfast explain vip-bind-race
      holdfast explain transparent
      holdfast explain node-power
      holdfast explain one-owner
    """
    if name is None:
        _list()
    elif name in _TOPICS:
        Console().print(Markdown(_page(_TOPICS[name]).manual))
    else:
        meant = similar(name, _TOPICS)
        told = f"did you mean {meant}?" if meant else "`holdfast explain` lists them all"
        raise Failure(f"no page about {name}: {told}")


def _list() -> None:
    for title, kind in _KINDS.items():
        click.secho(title, bold=True)
        for topic in kind:
            click.echo(f"  {topic.name:36} {_page(topic.page).summary}")


def _page(path: Path) -> Page:
    return parse_page(path.read_text(encoding="utf-8"))
