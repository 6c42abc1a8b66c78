# SPDX-License-Identifier: Apache-2.0
"""HAProxy's health for keepalived: failed until HAProxy listens, and asked for an answer."""

from collections.abc import Iterator

from holdfast.methods.file_end import append
from holdfast.methods.keepalived_block import above
from holdfast.methods.keepalived_lines import at_head, global_defs
from holdfast.methods.method import Refused
from holdfast.methods.own_file import own_file
from holdfast.methods.plans import label
from holdfast.model.change import Change
from holdfast.model.fail_over import Budget
from holdfast.model.health_check import (
    ANSWERS_MODE,
    ANSWERS_PATH,
    ANSWERS_PROGRAM,
    DOWN_PATH,
)
from holdfast.model.site import Node
from holdfast.model.unit import HAPROXY, OWN_UNITS
from holdfast.render.timers import (
    ANSWERS,
    DOWN,
    GLOBAL_SECTION,
    HAPROXY_DROP_IN,
    STATS_SOCKET,
    TRACK_FILE,
    answers_script,
    keepalived_drop_in,
)

_NAME = "holdfast-timers.conf"
_TELLS = ("notify", "notify-reload", "forking")
"""Types of a unit that is active only when HAProxy listens (systemd.service(5))."""

RESTART_MS = 100
_REALTIME = {
    "vrrp_rt_priority": "vrrp_rt_priority 50  # before every other process: a late advert is none",
    "vrrp_rlimit_rttime": "vrrp_rlimit_rttime 10000  # us without a pause: then it is ended",
    "vrrp_no_swap": "vrrp_no_swap  # never wait for a disk",
}
_FAVOURED = {
    "vrrp_priority": "vrrp_priority -20  # before other processes, but not before the kernel's own"
}
_SECURITY = "enable_script_security  # no script that others than root could change"


def refusals(node: Node) -> Iterator[Refused]:
    """Where the unit cannot say when HAProxy listens, or a name is taken."""
    unit = node.units[HAPROXY]
    if unit.network is not None:
        yield Refused(f"{label(node)}HAProxy runs in {unit.network}: keepalived cannot see it")
    if unit.type not in _TELLS:
        yield Refused(
            f"{label(node)}haproxy.service is Type={unit.type}, so it does not tell when HAProxy "
            "listens: let it be Type=notify, with -Ws"
        )
    tracked = node.keepalived.track_object("file", DOWN)
    if tracked is not None and (tracked.path, tracked.weight) != (DOWN_PATH, 0):
        yield Refused(f"{label(node)}another track_file is called {DOWN}: rename it")
    script = node.keepalived.script(ANSWERS)
    if script is not None and script.command and script.command.program != ANSWERS_PATH:
        yield Refused(f"{label(node)}another vrrp_script is called {ANSWERS}: rename it")


def units(node: Node, budget: Budget, *, served: bool) -> Iterator[Change]:
    """The drop-ins."""
    restart = round(min(RESTART_MS, budget.ms / 2))
    keepalived = f"{OWN_UNITS}/keepalived.service.d/{_NAME}"
    yield from own_file(node, keepalived, keepalived_drop_in(restart))
    if served:
        yield from own_file(node, f"{OWN_UNITS}/haproxy.service.d/{_NAME}", HAPROXY_DROP_IN)


def definitions(node: Node, budget: Budget, *, served: bool) -> tuple[Change, ...] | Refused:
    """What keepalived.conf needs above its instances, the program, and the socket it asks."""
    config = node.keepalived
    lines = tuple(_globals(node, budget, served=served))
    blocks = [*_blocks(node)] if served else []
    changes: list[Change] = [*_program(node)] if served else []
    if lines and config.globals.place is not None:
        change = at_head(node, config.globals.place, lines)
        if change is None:
            return Refused(f"{label(node)}something stands before the brace of global_defs")
        changes.append(change)
    elif lines:
        blocks.insert(0, global_defs(lines))
    if blocks:
        first = config.instances[0].place
        changes.append(above(node, first, "".join(f"{block}\n" for block in blocks)))
    return tuple(changes)


def _globals(node: Node, budget: Budget, *, served: bool) -> Iterator[str]:
    """Scripts of the site's own may have other owners: security is set where there is none."""
    stated = node.keepalived.globals
    scripts = (*node.keepalived.scripts, *node.keepalived.notifies)
    if served and not scripts and not stated.enable_script_security:
        yield _SECURITY
    for keyword, line in (_REALTIME if budget.metal else _FAVOURED).items():
        if keyword not in stated.settings:
            yield line


def _blocks(node: Node) -> Iterator[str]:
    if node.keepalived.track_object("file", DOWN) is None:
        yield TRACK_FILE
    if node.keepalived.script(ANSWERS) is None:
        yield answers_script(_socket(node) or STATS_SOCKET)


def _program(node: Node) -> Iterator[Change]:
    yield from own_file(node, ANSWERS_PATH, ANSWERS_PROGRAM.decode(), ANSWERS_MODE)
    if _socket(node) is None:
        yield append(node, node.files[node.haproxy.paths[-1]], GLOBAL_SECTION)


def _socket(node: Node) -> str | None:
    """A statistics socket with a path that needs no environment."""
    paths = (s.text for s in node.haproxy.sockets if not s.conditional)
    return next((path for path in paths if path[:1] == "/" and "$" not in path), None)
