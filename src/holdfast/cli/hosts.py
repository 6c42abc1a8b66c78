# SPDX-License-Identifier: Apache-2.0
"""Live hosts on the command line: how Ansible reaches them, and what ends a command there."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, NamedTuple, TypeVar, cast

import click

from holdfast.apply.ansible import Ansible, AnsibleError, installed
from holdfast.apply.nodes import Nodes
from holdfast.apply.standing import Refused
from holdfast.apply.through_ansible import ThroughAnsible
from holdfast.cli.failure import Failure

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "-i",
        "--inventory",
        metavar="PATH",
        help="Ansible's inventory; without it a node's name is a name for ssh.",
    ),
    click.option("-b", "--become", is_flag=True, help="As root, as `ansible-playbook --become`."),
)


class Way(NamedTuple):
    """How hosts are reached, as the options say."""

    inventory: str | None
    become: bool


class Reached(NamedTuple):
    """`names` are the hosts; `nodes` is how they are spoken to."""

    ansible: Ansible
    nodes: Nodes
    names: tuple[str, ...]


def reaching(command: Command) -> Command:
    """The options --inventory and --become; the command gets them as `way`."""

    @wraps(command)
    def reaches(*words: Any, inventory: str | None, become: bool, **others: Any) -> Any:
        return command(*words, way=Way(inventory, become), **others)

    wrapped: Any = reaches
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return cast(Command, wrapped)


@contextmanager
def reached(
    hosts: Sequence[str], way: Way, unfinished: str, options: Sequence[str] = ()
) -> Iterator[Reached]:
    """The hosts, by their names or by patterns of the inventory; raises Failure for what ends the
    work with them. `unfinished` is added where it was interrupted."""
    inventory = way.inventory
    if inventory is None and not hosts:
        raise Failure("which hosts? name them, or an --inventory")
    if inventory is not None and not os.path.exists(inventory):
        raise Failure(f"{inventory} is not there: name Ansible's inventory")
    try:
        become = ("--become",) if way.become else ()
        named = inventory or "".join(f"{host}," for host in hosts)
        ansible = installed(named, (*become, *options))
        with ThroughAnsible(ansible) as ask:
            names = ask.named(hosts if inventory is not None else ())
            if not names:
                raise Failure("the inventory has no such host")
            yield Reached(ansible, Nodes(ask), tuple(names))
    except Refused as why:
        raise Failure(str(why)) from None
    except AnsibleError as why:
        raise Failure(f"{why}; {unfinished}") from None
    except KeyboardInterrupt:
        raise Failure(f"interrupted; {unfinished}") from None
    except OSError as error:
        raise Failure(f"{error.filename or 'ansible'}: {error.strerror or error}") from None
