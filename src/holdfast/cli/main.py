# SPDX-License-Identifier: Apache-2.0
"""The door: finds the command and imports no other."""

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING, NoReturn

import click

from holdfast import __version__
from holdfast.cli.collector import without_collector
from holdfast.cli.failure import Failure, Interrupted

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_SECTIONS = {
    "From files alone": {
        "check": "What is wrong, where, why, and what to do.",
        "fix": "Mend the files in place, with the method you choose.",
        "prove": "Every combination of faults: each claim kept or broken.",
        "init": "A new site from a few answers, built as `fix` mends one.",
    },
    "On the real daemons, in a throw-away lab": {
        "drill": "Faults strike while a client asks: outage, requests, owners.",
        "move": "A planned move of the VIPs rehearsed; --live: on the hosts.",
        "report": "Drills that were saved as JSON, as one page.",
    },
    "Live hosts, through Ansible": {
        "collect": "The hosts' files, into the folders of a site.",
        "plan": "What would be done to the hosts, step by step.",
        "apply": "A plan carried out, node by node behind health gates.",
        "undo": "The last apply taken back, from the backup on the hosts.",
        "status": "One screen: who owns, who serves, what differs.",
        "watch": "The same, live: a screen, or a page and Prometheus metrics.",
        "story": "The journals as one account: when and why a VIP moved.",
    },
    "To read": {
        "explain": "The page about a rule, a method, a fault or a claim.",
        "rules": "All rules: severity, what each finds, how safe its fix is.",
        "completion": "What makes bash, zsh or fish complete all of this.",
    },
}
COMMANDS = {name: told for section in _SECTIONS.values() for name, told in section.items()}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        with without_collector():
            command: click.Command = import_module(f"holdfast.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """An interrupt is no finding: exit 2, as for all that could not be done."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            raise Interrupted("interrupted") from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's, which looks for what was meant only among modules that were read."""
        name = args[0]
        if name not in COMMANDS and name[:1] != "-" and not ctx.resilient_parsing:
            similar = import_module("holdfast.text.similar").similar(name, COMMANDS)
            told = f"did you mean {similar}?" if similar else "`holdfast --help` lists them"
            ctx.fail(f"No such command '{name}': {told}")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """The commands by name, without reading their modules; options as click has them."""
        item = import_module("click.shell_completion").CompletionItem
        found = [
            item(name, help=told) for name, told in COMMANDS.items() if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        widest = max(map(len, COMMANDS))
        for title, commands in _SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:{widest}}", told) for name, told in commands.items()])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="holdfast")
def holdfast() -> None:
    """HAProxy behind keepalived, right and provably so.

    \b
    Begin with the files you have. DIR holds a node's files at their real paths
    (DIR/etc/haproxy/haproxy.cfg ...), SITE is a folder with one DIR per node:
      holdfast check                      this host, read live
      holdfast check lb1=DIR lb2=DIR      the pair
      holdfast fix SITE --method transparent --diff
      holdfast drill SITE                 what really happens, without root

    Exit 0: nothing found, all held. 1: findings, a broken claim or drill. 2: could not do it.
    """


def main() -> None:
    """Run the command line; ends the process: 2 for whatever kept a command from its work."""
    _show_what_can_be_shown()
    try:
        sys.exit(holdfast.main(prog_name="holdfast", standalone_mode=False))
    except click.ClickException as why:
        _end(why)
    except OSError as error:
        # What is left over of the output would fail once more when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        _end(Failure(f"{error.filename or 'the output'}: {error.strerror}"))
    finally:
        gc.freeze()  # the interpreter need not look through what ends with it


def _show_what_can_be_shown() -> None:
    """A `?` for each character that the locale does not have: ISO 8859 knows no arrow."""
    out = sys.stdout
    if isinstance(out, TextIOWrapper) and (out.errors == "strict" or out.encoding != "utf-8"):
        out.reconfigure(errors="replace")


def _end(why: click.ClickException) -> NoReturn:
    with suppress(OSError):  # nobody may be there to read it
        why.show()
    sys.exit(why.exit_code)
