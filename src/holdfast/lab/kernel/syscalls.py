# SPDX-License-Identifier: Apache-2.0
"""The system calls that Python 3.11 does not offer; each raises OSError that names the call."""

import ctypes
import os

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 0x1
MS_NOSUID = 0x2
MS_NODEV = 0x4
MS_NOEXEC = 0x8
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 0x40000
MNT_DETACH = 0x2

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, call: str, subject: str = "") -> None:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), f"{call} {subject}".strip())


def unshare(flags: int) -> None:
    """unshare(2)."""
    _check(_libc.unshare(flags), "unshare")


def setns(descriptor: int, kind: int) -> None:
    """setns(2)."""
    _check(_libc.setns(descriptor, kind), "setns")


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """mount(2)."""
    result = _libc.mount(
        source.encode(),
        target.encode(),
        kind.encode() or None,
        ctypes.c_ulong(flags),
        data.encode() or None,
    )
    _check(result, f"mount {kind}".strip(), target)


def unmount(target: str, flags: int = 0) -> None:
    """umount2(2)."""
    _check(_libc.umount2(target.encode(), flags), "umount", target)


def pivot_root(new: str, old: str) -> None:
    """pivot_root(2)."""
    number = {"x86_64": 155, "aarch64": 41, "riscv64": 41, "ppc64le": 203, "s390x": 217}
    machine = os.uname().machine
    if machine not in number:
        raise OSError(38, f"no number known for {machine}", "pivot_root")
    _check(_libc.syscall(number[machine], new.encode(), old.encode()), "pivot_root", new)


def sethostname(name: str) -> None:
    """sethostname(2), of this UTS namespace."""
    data = name.encode()
    _check(_libc.sethostname(data, len(data)), "sethostname", name)


def die_with_parent() -> None:
    """SIGKILL for this process when the thread that made it ends (prctl PR_SET_PDEATHSIG).

    The kernel forgets it when credentials change, so it comes after any unshare.
    """
    _check(_libc.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0), "prctl PR_SET_PDEATHSIG")


def filter_system_calls(program: int) -> None:
    """seccomp(2) for this process and its children; `program` is the address of a sock_fprog."""
    _check(
        _libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_void_p(program), 0, 0),
        "prctl PR_SET_SECCOMP",
    )


def set_names(comm: str, command_line: str) -> None:
    """Be this in ps and pgrep, so that no check of a node finds this process by its path."""
    _check(_libc.prctl(PR_SET_NAME, comm.encode(), 0, 0, 0), "prctl PR_SET_NAME")
    with open("/proc/self/stat", "rb") as stat:
        fields = stat.read().rpartition(b")")[2].split()
    start, end = int(fields[45]), int(fields[46])  # arg_start and arg_end of proc(5), field 48
    ctypes.memset(start, 0, end - start)
    ctypes.memmove(start, command_line.encode(), min(len(command_line), end - start - 1))
