# SPDX-License-Identifier: Apache-2.0
"""The options that say how live hosts are reached."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar, cast

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "-i",
        "--inventory",
        metavar="PATH",
        help="Ansible's inventory; without it a node's name is a name for ssh.",
    ),
    click.option("-b", "--become", is_flag=True, help="As root, as `ansible-playbook --become`."),
    click.option(
        "-K",
        "--ask-become-pass",
        "ask",
        is_flag=True,
        help="The same, and ask for the password that sudo wants.",
    ),
)


class Way(NamedTuple):
    """How hosts are reached, as the options say."""

    inventory: str | None = None
    become: bool = False
    ask: bool = False


def reaching(command: Command) -> Command:
    """The options --inventory, --become and --ask-become-pass; the command gets them as `way`."""

    @wraps(command)
    def reaches(*words: Any, **others: Any) -> Any:
        way = Way(*(others.pop(name) for name in Way._fields))
        return command(*words, way=way, **others)

    wrapped: Any = reaches
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return cast(Command, wrapped)
