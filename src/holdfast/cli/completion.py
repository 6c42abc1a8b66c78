# SPDX-License-Identifier: Apache-2.0
"""holdfast completion."""

import click
from click.shell_completion import get_completion_class

from holdfast.cli.failure import Failure

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print what makes a shell complete commands, options, rules, methods and faults.

    \b
      eval "$(holdfast completion bash)"      # in ~/.bashrc; zsh in ~/.zshrc alike
      holdfast completion fish > ~/.config/fish/completions/holdfast.fish
    """
    maker = get_completion_class(shell)
    if maker is None:
        raise Failure(f"no completion for {shell}: {', '.join(_SHELLS)} have one")
    click.echo(maker(context.find_root().command, {}, "holdfast", "_HOLDFAST_COMPLETE").source())
