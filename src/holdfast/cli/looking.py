# SPDX-License-Identifier: Apache-2.0
"""What status and watch have in common: whom they ask, and what comes of the answers."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from threading import Event, Lock
from typing import Any, NamedTuple, TypeVar, cast

import click

from holdfast.apply.look.look import Looker
from holdfast.cli.failure import Failure
from holdfast.cli.hosts import ansible_for
from holdfast.cli.milliseconds import Seconds
from holdfast.cli.sites import read_whole
from holdfast.cli.way import Way, reaching
from holdfast.model.group import groups
from holdfast.model.look import Look, Unread
from holdfast.model.site import Site
from holdfast.prove.now import Consequence, Present, Unknown, now
from holdfast.prove.vrrp.reading import TooLarge
from holdfast.report.status.status import Status, status
from holdfast.watch.expected import Expected, expected
from holdfast.watch.rounds import Looks, Seen
from holdfast.watch.state import SiteState, owns, site_state

Command = TypeVar("Command", bound=Callable[..., Any])

PROVE_S = 10.0
"""How long the model may look for what one more fault would do."""


class Asking(NamedTuple):
    """Whom to ask, and how, as the command line has it."""

    site: str
    way: Way
    dump: bool
    within_s: float


def looking(command: Command) -> Command:
    """The arguments by which hosts are found and asked; the command gets them as `asking`."""

    @wraps(command)
    def asked(*words: Any, **others: Any) -> Any:
        asking = Asking(*(others.pop(name) for name in Asking._fields))
        return command(*words, asking=asking, **others)

    wrapped: Any = asked
    for decorate in _OPTIONS:
        wrapped = decorate(wrapped)
    return cast(Command, wrapped)


_OPTIONS = (
    click.option(
        "--within",
        "within_s",
        type=Seconds(min=1),
        default=20,
        show_default=True,
        metavar="SECONDS",
        help="How long a host may take to answer.",
    ),
    click.option(
        "--dump/--no-dump",
        default=True,
        show_default=True,
        help="Ask keepalived for its own dump: it writes keepalived.json and logs a line.",
    ),
    reaching,
    click.argument("site", metavar="SITE"),
)


class Observed:
    """A site and the looks at it; `look` asks a node, `end` breaks off those that go on."""

    def __init__(
        self,
        site: Site,
        known: Mapping[str, Expected],
        looker: Looker,
        hosts: Sequence[str],
        end: Callable[[], None],
    ) -> None:
        self.end = end
        self.site = site
        self.known = known
        self._looker = looker
        self._hosts = frozenset(hosts)
        self._following: tuple[object, Sequence[Consequence] | Unknown] | None = None
        self._lock = Lock()

    def look(self, name: str) -> Seen:
        """What a node tells now."""
        if name not in self._hosts:
            return Unread("the inventory has no such host")
        return self._looker.look(name, self.known[name].asked)

    def state(self, looks: Looks) -> SiteState:
        """The site by these looks."""
        return site_state(self.site, self.known, looks)

    def status(self, looks: Looks) -> Status:
        """All that is told of it."""
        state = self.state(looks)
        return status(self.site, self.known, state, self._next(state), time.time())

    def _next(self, state: SiteState) -> Sequence[Consequence] | Unknown:
        """Proved again only when something that counts has changed."""
        unread = [node.name for node in state.nodes if node.seen is None]
        if unread:
            return Unknown(
                f"{' and '.join(unread)} {'was' if len(unread) == 1 else 'were'} not read"
            )
        present = _present(self.site, state)
        with self._lock:
            if self._following is None or self._following[0] != present:
                self._following = present, _now(self.site, present)
            return self._following[1]


def _now(site: Site, present: Mapping[str, Present]) -> Sequence[Consequence] | Unknown:
    deadline = time.monotonic() + PROVE_S
    try:
        return now(site, present, lambda _states: time.monotonic() > deadline)
    except TooLarge as why:
        return Unknown(str(why))


def _present(site: Site, state: SiteState) -> dict[str, Present]:
    found: dict[str, Present] = {}
    for node in site.nodes:
        look = state.node(node.name or "").look
        assert isinstance(look, Look)
        found[node.name or ""] = Present(
            look.haproxy.running,
            look.keepalived.running,
            {
                instance.name: any(owns(look, instance, vip.address) for vip in instance.vips)
                for group in groups(site)
                for member, instance in group.members
                if member is node
            },
            {name: one.state for name, one in (look.instances or {}).items()},
        )
    return found


@contextmanager
def observed(asking: Asking) -> Iterator[Observed]:
    """The site, ready to be looked at. Raises Failure.

    At the end a look that goes on is broken off.
    """
    site = _site(asking.site)
    names = [node.name or "" for node in site.nodes]
    known = {n.name or "": expected(site, n, dump=asking.dump) for n in site.nodes}
    ended = Event()
    with ansible_for(asking.way, names) as ansible:
        bounded = ansible._replace(within_s=asking.within_s, ended=ended.is_set)
        with Looker(bounded) as looker:
            try:
                yield Observed(site, known, looker, looker.hosts(), ended.set)
            finally:
                ended.set()


def _site(folder: str) -> Site:
    site = read_whole((folder,), "no node was asked")
    if any(node.name is None or node.live for node in site.nodes):
        raise Failure("whole nodes are wanted: name a site folder, with a folder for each node")
    return site
