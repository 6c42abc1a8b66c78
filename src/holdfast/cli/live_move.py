# SPDX-License-Identifier: Apache-2.0
"""holdfast move --live."""

import click

from holdfast.apply.moving import breaking, changed_meanwhile, giving_up, to_node
from holdfast.apply.node.share import Unsayable
from holdfast.apply.plan.plan import DRAINED_MS
from holdfast.apply.rollout import finish, start
from holdfast.apply.run import NotBegun, Outcome
from holdfast.apply.standing import Idle, Unfinished, digest, records, standing
from holdfast.cli.carrying import agreed, anew, hosts_of, tell, tell_end
from holdfast.cli.failure import Failure
from holdfast.cli.hosts import Reached
from holdfast.cli.way import Way
from holdfast.load.secrets import secrets, without
from holdfast.methods.method import Refused
from holdfast.methods.move import move
from holdfast.methods.move_ranks import Owners
from holdfast.model.site import Site
from holdfast.model.steps import Step


def live_move(site: Site, node: str, *, way: Way, yes: bool) -> int:
    """Move the VIPs on the hosts of the site; the exit status of the command."""
    to = to_node(site, node)
    if not any(to):
        raise Failure(f"{node} has no VRRP instance with a VIP: it cannot own any")
    goal = f"move to {node}: {digest(site)}"
    with hosts_of(site, way) as hosts:
        stands = standing(records(hosts.nodes, hosts.names), goal)
        with anew(hosts) as present:
            hidden = secrets(present) | secrets(site)
            if isinstance(stands, Unfinished):
                click.echo(f"{stands.run} was interrupted: {stands.says}")
                ended = finish(hosts.nodes, stands, tell) if agreed("Go on?", yes=yes) else None
            else:
                planned = _planned(hosts, site, present, to)
                ended = _begin(hosts, stands, planned, present, goal, hidden, yes=yes)
    return 0 if ended is None else tell_end(ended, hidden)


def _planned(hosts: Reached, site: Site, present: Site, to: Owners) -> tuple[Step, ...]:
    """The steps, and what they will break said; none where the node owns the VIPs."""
    changed = changed_meanwhile(site, present)
    if changed:
        raise Failure(
            f"{', '.join(changed)} was changed since the site was collected: collect it again"
        )
    losing = giving_up(present, to)
    if not losing:
        click.echo("nothing to do: it owns them")
        return ()
    planned = move(site, present, to, DRAINED_MS)
    if isinstance(planned, Refused):
        raise Failure(planned.why)
    if not planned.relayed:
        for name, held in breaking(hosts.nodes, losing):
            click.echo(
                f"{name} has {held} connections of clients, which will break: the site has no "
                "relay (holdfast explain relay)"
            )
    return planned.steps


def _begin(
    hosts: Reached,
    idle: Idle,
    steps: tuple[Step, ...],
    present: Site,
    goal: str,
    hidden: frozenset[str],
    *,
    yes: bool,
) -> Outcome | None:
    if not steps or not agreed("Move the VIPs?", yes=yes):
        return None
    try:
        return start(hosts.nodes, idle, steps, present, goal, tell)
    except (NotBegun, Unsayable) as why:
        raise Failure(f"{without(hidden, str(why))}; nothing was changed") from None
