# SPDX-License-Identifier: Apache-2.0
"""The door: finds the command and imports no other."""

import gc
from importlib import import_module
from typing import TYPE_CHECKING

import click

from holdfast import __version__
from holdfast.cli.collector import without_collector
from holdfast.cli.failure import Failure

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "check": "What is wrong, where, why, and what to do.",
    "fix": "Mend the files in place, with the method you choose.",
    "prove": "Every combination of faults: each claim kept or broken.",
    "drill": "Play faults on the real daemons in a throw-away lab.",
    "init": "A new site from a few answers, built as `fix` mends one.",
    "move": "Rehearse a planned move of the VIPs to a node, in a lab.",
    "report": "Drills that were saved as JSON, as one page.",
    "story": "The nodes' journals as one account: who owned a VIP, when and why it moved.",
    "rules": "All rules: severity, what each finds, how safe its fix is.",
    "collect": "Live hosts, through Ansible, into the folders of a site.",
    "plan": "What would be done to the hosts of a collected site, step by step.",
    "status": "One screen about running nodes: who owns, who serves, what differs.",
    "watch": "The same, live: a terminal screen, or a page and Prometheus metrics.",
    "apply": "A plan carried out on the live hosts, node by node behind health gates.",
    "undo": "The last apply taken back, from the backup on the hosts themselves.",
    "explain": "The page about a rule, a method, a fault or a claim.",
    "completion": "What makes bash, zsh or fish complete commands and rules.",
}


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
            raise Failure("interrupted") from None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """The commands by name, without reading their modules; options as click has them."""
        item = import_module("click.shell_completion").CompletionItem
        found = [
            item(name, help=told) for name, told in COMMANDS.items() if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


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
    """Run the command line; ends the process."""
    try:
        holdfast.main(prog_name="holdfast")
    finally:
        gc.freeze()  # the interpreter need not look through what ends with it
