# SPDX-License-Identifier: Apache-2.0
"""holdfast apply."""

from importlib import import_module

import click

from holdfast.apply.node.share import Unsayable
from holdfast.apply.plan.plan import Planned, plan
from holdfast.apply.preflight import lost_frame
from holdfast.apply.rollout import changed_meanwhile, finish, left_there, start
from holdfast.apply.run import NotBegun, Outcome
from holdfast.apply.standing import Idle, Unfinished, digest, records, standing
from holdfast.cli.carrying import agreed, anew, hosts_of, tell, tell_end
from holdfast.cli.failure import Failure
from holdfast.cli.hosts import Reached
from holdfast.cli.mending import Asked, mended, mending
from holdfast.cli.sites import read_whole
from holdfast.cli.way import Way, reaching
from holdfast.load.secrets import secrets, without
from holdfast.methods.method import Refused
from holdfast.model.relay import RELAY_PATH
from holdfast.model.site import Site


@click.command()
@click.argument("path", required=False, metavar="[SITE]")
@mending
@click.option("--to", "wanted", metavar="SITE", help="This site, a copy that was mended or edited.")
@reaching
@click.option("--check", is_flag=True, help="Ansible's dry run: the plan, and nothing is changed.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask before anything is changed.")
@click.pass_context
def command(
    context: click.Context,
    path: str | None,
    asked: Asked,
    wanted: str | None,
    way: Way,
    check: bool,
    yes: bool,
) -> None:
    """Carry out what `holdfast plan` prints, on the live hosts of a site.

    SITE and the options are as for plan; --to alone names the files that the hosts shall have. The
    hosts are read anew first, so the plan is about what they have now, and it is printed before
    anything is asked. Every node keeps what it has in /var/lib/holdfast before any is changed.
    Then step by step, the backups first and the owner last: files are put in place whole, the
    daemons' own checkers look before a daemon does, and HAProxy has to serve on the node before
    the next one's turn. Where a gate fails, the node goes back to what it had, by itself, and the
    others are left alone. A run that was interrupted is gone on with by the same command, from
    this machine or another, or taken back by `holdfast undo`.

    \b
      holdfast apply site --method dummy --check
      holdfast apply site --method transparent --relay --inventory hosts.yml --become
      holdfast collect lb1 lb2 site; holdfast fix site; holdfast apply --to site

    No password or key is shown. Exit 0: done, or nothing to do. 1: a step failed, and its node has
    what it had. 2: it could not be done, or not to its end.
    """
    base = None if path is None else _readable(path)
    target = _wanted(base, asked, wanted)
    goal = digest(target)
    with hosts_of(target, way, ("--check", "--diff") if check else ()) as to:
        stands = standing(records(to.nodes, to.names), goal)
        with anew(to) as present:
            hidden = secrets(present) | secrets(target)
            if isinstance(stands, Unfinished):
                ended = _go_on(to, stands, yes=yes, check=check)
            else:
                planned = _planned(base, present, target)
                ended = _begin(to, stands, planned, goal, hidden, yes=yes, check=check)
    if ended is not None:
        context.exit(tell_end(ended, hidden))


def _wanted(base: Site | None, asked: Asked, wanted: str | None) -> Site:
    if wanted is not None and (asked.methods or asked.unsafe):
        raise Failure("--to names what the hosts should have: leave out --method and the others")
    if wanted is not None:
        return _readable(wanted)
    if base is None:
        raise Failure("which site? holdfast apply SITE, as collect wrote it, or --to SITE")
    return mended(base, asked).after


def _readable(path: str) -> Site:
    site = read_whole((path,), "nothing was done")
    if any(node.name is None for node in site.nodes):
        raise Failure(f"{path} has no node folders: name a site as holdfast collect writes it")
    return site


def _go_on(to: Reached, stands: Unfinished, *, yes: bool, check: bool) -> Outcome | None:
    click.echo(f"{stands.run} was interrupted: {stands.says}")
    if check or not agreed("Go on with it?", yes=yes):
        return None
    return finish(to.nodes, stands, tell)


def _planned(base: Site | None, present: Site, target: Site) -> Planned:
    """Raises Failure where there is no plan, or it would be one for files that changed since."""
    changed = changed_meanwhile(base, present, target) if base is not None else ()
    if changed:
        raise Failure(
            f"{', '.join(changed)} was changed since the site was collected: collect it again"
        )
    wanted = target if base is None else left_there(base, present, target)
    planned = plan(present, wanted)
    if isinstance(planned, Refused):
        raise Failure(planned.why)
    return planned


def _begin(
    to: Reached,
    idle: Idle,
    planned: Planned,
    goal: str,
    hidden: frozenset[str],
    *,
    yes: bool,
    check: bool,
) -> Outcome | None:
    """None where nothing is done."""
    _show(planned)
    if not planned.steps or check or not agreed("Carry it out?", yes=yes):
        return None
    _require_delivery(to, planned)
    try:
        return start(to.nodes, idle, planned.steps, planned.present, goal, tell)
    except (NotBegun, Unsayable) as why:
        raise Failure(f"{without(hidden, str(why))}; nothing was changed") from None


def _require_delivery(to: Reached, planned: Planned) -> None:
    """Raises Failure where the relay comes, or comes to more, and the network does not let it."""
    if not any(file.path == RELAY_PATH and file.after is not None for file in planned.files):
        return
    tell("does the network deliver what the relay hands on?")
    lost = lost_frame(to.nodes, planned.wanted)
    if lost is not None:
        raise Failure(f"{lost.lost}; nothing was changed")


def _show(planned: Planned) -> None:
    click.echo(import_module("holdfast.report.plan_text").plan_text(planned), nl=False)
