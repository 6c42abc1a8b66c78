# SPDX-License-Identifier: Apache-2.0
"""Live hosts on the command line: Ansible for them, and what ends a command there."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from holdfast.apply.ansible import Ansible, AnsibleError, installed
from holdfast.apply.nodes import Nodes
from holdfast.apply.standing import Refused
from holdfast.apply.through_ansible import ThroughAnsible
from holdfast.cli.becoming import becoming
from holdfast.cli.failure import Failure, Interrupted
from holdfast.cli.interrupts import by_signals_too
from holdfast.cli.way import Way


class Reached(NamedTuple):
    """`names` are the hosts; `nodes` is how they are spoken to."""

    ansible: Ansible
    nodes: Nodes
    names: tuple[str, ...]


@contextmanager
def ansible_for(
    way: Way, names: Sequence[str], unfinished: str = "", options: Sequence[str] = ()
) -> Iterator[Ansible]:
    """Ansible with the inventory; without one, with these names for ssh.

    Raises Failure for what ends the work with the hosts, an interrupt too, and adds `unfinished`.
    """
    if way.inventory is None and not names:
        raise Failure("which hosts? name them, or an --inventory")
    if way.inventory is not None and not os.path.exists(way.inventory):
        raise Failure(f"{way.inventory} is not there: name Ansible's inventory")
    strange = [name for name in names if "{" in name and way.inventory is None]
    if strange:
        raise Failure(f"{strange[0]} is no name of a host, Ansible would fill it in: rename it")
    inventory = way.inventory or "".join(f"{name}," for name in names)
    after = f"; {unfinished}" if unfinished else ""
    try:
        with by_signals_too(), becoming(become=way.become, ask=way.ask) as become:
            yield installed(inventory, (*become, *options))
    except AnsibleError as why:
        raise Failure(f"{why}{after}") from None
    except KeyboardInterrupt:
        raise Interrupted(f"interrupted{after}") from None
    except BrokenPipeError:
        raise  # whoever reads what is printed has read enough
    except OSError as error:
        why_not = error.strerror or str(error)
        raise Failure(f"{error.filename or 'here'}: {why_not}{after}") from None


@contextmanager
def reached(
    hosts: Sequence[str], way: Way, unfinished: str, options: Sequence[str] = ()
) -> Iterator[Reached]:
    """The hosts, by their names or by patterns of the inventory; raises Failure."""
    try:
        with (
            ansible_for(way, hosts, unfinished, options) as ansible,
            ThroughAnsible(ansible) as ask,
        ):
            names = ask.named(hosts if way.inventory is not None else ())
            if not names:
                raise Failure("the inventory has no such host")
            yield Reached(ansible, Nodes(ask), tuple(names))
    except Refused as why:
        raise Failure(str(why)) from None
