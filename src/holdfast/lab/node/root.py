# SPDX-License-Identifier: Apache-2.0
"""The root file system of a node: the distribution's programs, the node's own files, no setting
of this host.

Made on one tmpfs in the node's mount namespace and entered with pivot_root, so that it goes with
the last process of the node. /usr is an overlay over the host's; the upper side is filled before
mounting, because a directory of the host's root cannot be written to by an ordinary user.
"""

import os
import re
import shutil
from collections.abc import Mapping, Sequence

from holdfast.lab.kernel import syscalls
from holdfast.lab.kernel.syscalls import mount
from holdfast.lab.node.host_etc import NSSWITCH, HostEntry
from holdfast.lab.node.shims import IP, REAL_IP, SYSTEMCTL
from holdfast.lab.node.users import (
    distribution_group,
    distribution_passwd,
    map_group,
    map_passwd,
)
from holdfast.lab.spec import NodeFile

_SCRATCH = "/tmp"  # where the tmpfs goes; nothing is written to the host's
_UPPER = f"{_SCRATCH}/upper"
_ROOT = f"{_SCRATCH}/root"
_FOLDERS = (
    "dev/shm", "etc", "home", "media", "mnt", "opt", "proc", "root", "run/haproxy",
    "run/holdfast", "run/lock", "run/systemd/journal", "run/systemd/system", "srv", "sys", "tmp",
    "usr", "var/cache", "var/lib/haproxy/dev", "var/lib/keepalived", "var/log", "var/spool",
    "var/tmp", "etc/haproxy", "etc/keepalived", "etc/default",
)  # fmt: skip
_LINKS = {
    "var/run": "/run", "var/lock": "/run/lock", "etc/mtab": "/proc/self/mounts",
    "dev/fd": "/proc/self/fd", "dev/stdin": "/proc/self/fd/0", "dev/stdout": "/proc/self/fd/1",
    "dev/stderr": "/proc/self/fd/2", "dev/log": "/run/systemd/journal/dev-log",
}  # fmt: skip
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_WORD = re.compile(rb"[\w.+-]+")


def enter_root(
    name: str,
    files: Mapping[str, NodeFile],
    hosts: Sequence[tuple[str, str]],
    host_etc: Sequence[HostEntry],
    *,
    has_dummy: bool,
) -> None:
    """Make the root of node `name` and live in it from now on. Raises OSError."""
    mount("tmpfs", _SCRATCH, "tmpfs", syscalls.MS_NOSUID, "mode=755")
    for folder in (_UPPER, f"{_SCRATCH}/work", _ROOT):
        os.mkdir(folder)
    mount("tmpfs", _ROOT, "tmpfs", syscalls.MS_NOSUID, "mode=755")
    _make_tree()
    _write_usr(files, has_dummy=has_dummy)
    _mount_usr()
    _write_etc(name, hosts, host_etc)
    _mount_kernel()
    _write_node_files(files)
    _pivot()


NO_DUMMY = "this kernel has no dummy driver: a bridge without ports stands in for each dummy"


def substitutions() -> tuple[str, ...]:
    """What stands in for the real thing in every root."""
    return (
        "every user and group is mapped to one id, setgroups changes nothing: "
        "permissions are not tested",
        "units run under the lab's own service manager, which follows their unit files "
        "(no cgroups, no sandboxing options)",
        "programs are those installed on this machine, kernel settings outside net.* are its own",
    )


def _make_tree() -> None:
    for folder in _FOLDERS:
        os.makedirs(f"{_ROOT}/{folder}", exist_ok=True)
    for folder in ("tmp", "var/tmp", "dev/shm"):
        os.chmod(f"{_ROOT}/{folder}", 0o1777)
    os.chmod(f"{_ROOT}/root", 0o700)
    for link, target in _LINKS.items():
        os.symlink(target, f"{_ROOT}/{link}")
    for name in os.listdir("/"):
        if os.path.islink(f"/{name}") and os.readlink(f"/{name}").startswith(("usr/", "/usr/")):
            os.symlink(os.readlink(f"/{name}"), f"{_ROOT}/{name}")


def _write_usr(files: Mapping[str, NodeFile], *, has_dummy: bool) -> None:
    for path in files:
        real = _real(path)
        if real.startswith("/usr/") and not real.startswith("/usr/local/"):
            _write(_SCRATCH + "/upper" + real.removeprefix("/usr"), files[path])
    _own_check_programs(files)
    os.makedirs(f"{_UPPER}/local", exist_ok=True)
    _write(f"{_UPPER}/bin/systemctl", NodeFile(SYSTEMCTL.encode(), 0o755))
    shutil.copyfile(_host_ip(), _ROOT + REAL_IP)
    os.chmod(_ROOT + REAL_IP, 0o755)
    if not has_dummy:
        for place in ("bin", "sbin"):
            _write(f"{_UPPER}/{place}/ip", NodeFile(IP.encode(), 0o755))


def _own_check_programs(files: Mapping[str, NodeFile]) -> None:
    """Copy the programs that keepalived's files name, so that root owns them in the lab, too.

    keepalived refuses a script whose file is not owned by root (enable_script_security), and
    for an ordinary user the host's files belong to nobody.
    """
    words = {
        word.decode()
        for path, file in files.items()
        if path.startswith("/etc/keepalived/")
        for word in _WORD.findall(file.data)
    }
    for program in (f"{place}/{word}" for word in sorted(words) for place in ("bin", "sbin")):
        source, copy = f"/usr/{program}", f"{_UPPER}/{program}"
        if os.access(source, os.R_OK) and os.path.isfile(source) and not os.path.lexists(copy):
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            shutil.copyfile(source, copy)
            shutil.copymode(source, copy)


def _mount_usr() -> None:
    options = f"lowerdir=/usr,upperdir={_UPPER},workdir={_SCRATCH}/work"
    mount("overlay", f"{_ROOT}/usr", "overlay", syscalls.MS_NODEV, options + ",userxattr")
    mount("tmpfs", f"{_ROOT}/usr/local", "tmpfs", syscalls.MS_NOSUID, "mode=755")
    for folder in ("bin", "sbin", "lib", "etc", "share"):
        os.mkdir(f"{_ROOT}/usr/local/{folder}")


def _write_etc(name: str, hosts: Sequence[tuple[str, str]], host_etc: Sequence[HostEntry]) -> None:
    for entry in host_etc:
        _place(entry)
    names = "".join(f"{address}\t{host}\n" for host, address in hosts)
    texts = {
        "hosts": f"127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n{names}".encode(),
        "hostname": f"{name}\n".encode(),
        "resolv.conf": b"",
        "nsswitch.conf": NSSWITCH,
        "passwd": distribution_passwd(),
        "group": distribution_group(),
    }
    for file, data in texts.items():
        _write(f"{_ROOT}/etc/{file}", NodeFile(data))


def _place(entry: HostEntry) -> None:
    target = _ROOT + entry.path
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if entry.link:
        os.symlink(entry.data, os.fsencode(target))
    else:
        _write(target, NodeFile(entry.data, entry.mode))


def _mount_kernel() -> None:
    hard = syscalls.MS_NOSUID | syscalls.MS_NODEV | syscalls.MS_NOEXEC
    mount("proc", f"{_ROOT}/proc", "proc", hard)
    try:
        mount("sysfs", f"{_ROOT}/sys", "sysfs", hard)
    except OSError:
        mount("tmpfs", f"{_ROOT}/sys", "tmpfs", hard | syscalls.MS_RDONLY)
    for device in _DEVICES:
        _write(f"{_ROOT}/dev/{device}", NodeFile(b""))
        mount(f"/dev/{device}", f"{_ROOT}/dev/{device}", flags=syscalls.MS_BIND)


def _write_node_files(files: Mapping[str, NodeFile]) -> None:
    maps = {"/etc/passwd": map_passwd, "/etc/group": map_group}
    for path, file in files.items():
        real = _real(path)
        if real.startswith("/usr/") and not real.startswith("/usr/local/"):
            continue
        data = maps[path](file.data) if path in maps else file.data
        target = _ROOT + real
        if os.path.islink(target):
            os.unlink(target)
        _write(target, NodeFile(data, file.mode))


def _pivot() -> None:
    os.chdir(_ROOT)
    syscalls.pivot_root(".", ".")
    syscalls.unmount(".", syscalls.MNT_DETACH)
    os.chdir("/")


def _real(path: str) -> str:
    """Where a path of the node lies once the distribution's top-level links are followed."""
    top, _, rest = path.lstrip("/").partition("/")
    if os.path.islink(f"/{top}") and os.readlink(f"/{top}").lstrip("/").startswith("usr/"):
        return f"/{os.readlink(f'/{top}').lstrip('/')}/{rest}"
    if path.startswith("/var/run/"):
        return path.removeprefix("/var")
    return path


def _write(target: str, file: NodeFile) -> None:
    os.makedirs(os.path.dirname(target), exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as opened:
        opened.write(file.data)
    os.chmod(target, file.mode)


def _host_ip() -> str:
    return next(path for path in ("/usr/bin/ip", "/bin/ip", "/usr/sbin/ip") if os.path.isfile(path))
