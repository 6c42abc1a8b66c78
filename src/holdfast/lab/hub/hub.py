# SPDX-License-Identifier: Apache-2.0
"""The program that becomes the sandbox: `main` is all that the fresh interpreter runs.

It takes the lab's spec from the socket, enters new namespaces, and forks the hub, which is the
first process of the new PID namespace: when it ends, the kernel kills everything in it. Both ends
of the way up are guarded: PDEATHSIG of the parent, and the end of the socket.
"""

import os
import resource
import socket
import sys

from holdfast.lab.errors import LabError
from holdfast.lab.hub.hub_server import HubServer
from holdfast.lab.hub.supplementary_groups import ignore_setgroups
from holdfast.lab.kernel import syscalls
from holdfast.lab.process.channel import Channel, ChannelClosed
from holdfast.lab.process.protocol import Failed, Open, Question, Refused
from holdfast.lab.spec import LabSpec

_NAMESPACES = (
    syscalls.CLONE_NEWUSER
    | syscalls.CLONE_NEWNS
    | syscalls.CLONE_NEWPID
    | syscalls.CLONE_NEWNET
    | syscalls.CLONE_NEWUTS
    | syscalls.CLONE_NEWIPC
)
_SYSTEMD_NOFILE = 524_288  # DefaultLimitNOFILE= of systemd 252, the hard one


def main(descriptor: int) -> None:
    """Serve the lab at the other end of the socket until it is closed."""
    os.set_inheritable(descriptor, False)
    channel: Channel[Question] = Channel(socket.socket(fileno=descriptor), Question)
    try:
        opened = channel.receive_one()
        assert isinstance(opened, Open)
        _limits()
        _enter(channel, opened.spec)
    except ChannelClosed:
        os._exit(0)


def _enter(channel: Channel[Question], spec: LabSpec) -> None:
    try:
        _unshare()
    except OSError as error:
        channel.send(Refused(str(error.filename), error.errno or 0, error.strerror or ""))
        os._exit(1)
    syscalls.die_with_parent()
    pid = os.fork()
    if pid == 0:
        syscalls.die_with_parent()
        _serve(channel, spec)
    channel.close()
    os.waitpid(pid, 0)
    os._exit(0)


def _unshare() -> None:
    user, group = os.geteuid(), os.getegid()
    syscalls.unshare(_NAMESPACES)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"0 {user} 1"),
        ("gid_map", f"0 {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def _serve(channel: Channel[Question], spec: LabSpec) -> None:
    """The hub: never returns."""
    try:
        _own_mounts()
        ignore_setgroups()
        syscalls.set_names("holdfast-lab", "holdfast-lab")
        HubServer(spec, channel).run()
    except ChannelClosed:
        os._exit(0)
    except OSError as error:
        channel.send(Refused(str(error.filename), error.errno or 0, error.strerror or ""))
    except LabError as error:
        channel.send(Failed(str(error)))
    except Exception as error:
        channel.send(Failed(f"the lab's hub ended: {type(error).__name__}: {error}"))
    finally:
        os._exit(1)


def _own_mounts() -> None:
    syscalls.mount("none", "/", flags=syscalls.MS_REC | syscalls.MS_PRIVATE)
    hard = syscalls.MS_NOSUID | syscalls.MS_NODEV | syscalls.MS_NOEXEC
    syscalls.mount("proc", "/proc", "proc", hard)
    os.umask(0o022)
    sys.dont_write_bytecode = True
    os.chdir("/")


def _limits() -> None:
    """The file limits that systemd gives its services, and no core file for anybody.

    1 is the one limit that also keeps a core_pattern with a pipe from being run (core(5)).
    """
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    hard = _SYSTEMD_NOFILE if hard == resource.RLIM_INFINITY else min(hard, _SYSTEMD_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
