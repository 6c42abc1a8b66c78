# SPDX-License-Identifier: Apache-2.0
"""holdfast explain."""

from collections.abc import Sequence

import click
from rich.console import Console
from rich.markdown import Markdown

from holdfast.check.registry import RULES
from holdfast.cli.colour import paint
from holdfast.cli.failure import Failure
from holdfast.cli.main import COMMANDS
from holdfast.cli.pages import Topic, page_of
from holdfast.drill.registry import CONTROL, FAULTS
from holdfast.methods.registry import ADDITIONS, METHODS
from holdfast.prove.registry import CLAIMS
from holdfast.text.similar import similar

_KINDS: dict[str, Sequence[Topic]] = {
    "rules": RULES,
    "methods": (*METHODS, *ADDITIONS),
    "faults": (CONTROL, *FAULTS),
    "claims": CLAIMS,
}
_TOPICS = {topic.name: topic for kind in _KINDS.values() for topic in kind}


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
        Console().print(Markdown(page_of(_TOPICS[name]).manual))
    elif name in COMMANDS:
        raise Failure(f"{name} is a command: holdfast {name} --help")
    else:
        meant = similar(name, _TOPICS)
        told = f"did you mean {meant}?" if meant else "`holdfast explain` lists them all"
        raise Failure(f"no page about {name}: {told}")


def _list() -> None:
    for title, kind in _KINDS.items():
        click.echo(paint(title, "place"))
        for topic in kind:
            click.echo(f"  {topic.name:36} {page_of(topic).summary}")
