# SPDX-License-Identifier: Apache-2.0
"""A check script runs as a user who may not ask what it asks."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.used_commands import Used, checks
from holdfast.model.program import Run, program
from holdfast.model.proxy import Bind
from holdfast.model.site import Node, Site
from holdfast.model.users import primary_group, surely_runs_as

ROOT = "root"
SHARED_FOLDERS = ("/run/haproxy/", "/var/run/haproxy/")
"""Debian's tmpfiles.d/haproxy.conf makes them 2775 haproxy: what is made there has that group."""

USUAL_MODE = 0o755
"""Of a socket without `mode`, under the umask of a service: only its owner may connect."""


def check(site: Site) -> Iterator[Finding]:
    """A check of the statistics socket, or a signal 0, by a user who is known and is not root."""
    for node in site.nodes:
        for used in checks(node):
            user = surely_runs_as(node, used.command)
            if user not in (None, ROOT):
                yield from _refusals(node, used, str(user))


def _refusals(node: Node, used: Used, user: str) -> Iterator[Finding]:
    stated = node.keepalived.globals
    own = used.command.group if used.command.user else stated.script_group
    group = own or primary_group(node, user)
    for run in program(node, used.command).runs:
        if run.by_sudo:
            continue
        socket = _socket(node, run)
        if socket is not None and not _may_connect(socket, user, group):
            also = (Also(socket.line, "the socket's owner, group and mode"),)
            yield _finding(used, run, user, f"connect to {socket.text}", also)
        elif _signals_nobody(node, run, user):
            yield _finding(used, run, user, "signal HAProxy's processes", ())


def _finding(used: Used, run: Run, user: str, what: str, also: tuple[Also, ...]) -> Finding:
    return Finding(
        f"{used.what} runs as {user}, who may not {what} (keepalived drops all groups but the "
        "script's own): it fails on every node, HAProxy alive or dead, and nobody takes the VIP; "
        "name another user or group in `script_user`, or let this one in",
        run.place,
        also=(*also, *used.also(run.place)),
    )


def _socket(node: Node, run: Run) -> Bind | None:
    """The statistics socket that a program names."""
    if run.name not in ("socat", "nc", "ncat", "netcat"):
        return None
    words = " ".join(run.words)
    return next((s for s in node.haproxy.sockets if s.text[:1] == "/" and s.text in words), None)


def _may_connect(socket: Bind, user: str, group: str | None) -> bool:
    """Connecting needs the right to write (unix(7)); numbers instead of names are not followed."""
    if socket.option("uid") or socket.option("gid") or group is None:
        return True
    try:
        mode = int(socket.option("mode") or oct(USUAL_MODE)[2:], 8)
    except ValueError:
        return True
    usual = "haproxy" if socket.text.startswith(SHARED_FOLDERS) else ROOT
    if user == (socket.option("user") or ROOT):
        return mode & 0o200 != 0
    if group == (socket.option("group") or usual):
        return mode & 0o020 != 0
    return mode & 0o002 != 0


def _signals_nobody(node: Node, run: Run, user: str) -> bool:
    """Signal 0 to HAProxy: its master is root's, its workers run as `user` of global (kill(2))."""
    if run.name == "kill" and "-0" in run.words:
        return "haproxy" in run.words[-1]
    by_name = run.name in ("killall", "pkill") and "-0" in run.words and "haproxy" in run.words
    return by_name and user != (node.haproxy.user or ROOT)
