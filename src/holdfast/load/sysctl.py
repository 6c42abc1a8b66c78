# SPDX-License-Identifier: Apache-2.0
"""Kernel settings in the order of systemd-sysctl (sysctl.d(5)).

One file of each name counts, from the first folder that has it. The files are read sorted by name
across the folders, and the last setting of a key wins; a key with a glob sets what nothing sets by
its own name. etc/sysctl.conf counts where 99-sysctl.conf links to it.
"""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from posixpath import join

from msgspec import Struct

from holdfast.load.node_files import NodeFiles
from holdfast.load.text_files import read_text
from holdfast.model.kernel import Setting, Sysctls
from holdfast.model.place import Place
from holdfast.text.pattern import pattern

FOLDERS = ("/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d")
LINK, LINKED = "99-sysctl.conf", "/etc/sysctl.conf"

_LINE = pattern(rb"[ \t]*(-?)[ \t]*([^\s=#;-][^=\r\n]*?)[ \t]*(?:=[ \t]*([^\r\n]*?)[ \t]*)?\r?\n?")
_INTERFACE_KEY = pattern(r"(net\.ipv[46]\.(?:conf|neigh))\.([^.]*[*?\[][^.]*)\.([a-z_0-9]+)")


class _Line(Struct, frozen=True):
    """A line with a key; no value means that globs leave the key alone."""

    key: str
    value: str | None
    place: Place


def sysctls(files: NodeFiles, interfaces: Iterable[str], *, sysctl_conf: bool) -> Sysctls:
    """The settings after boot.

    `interfaces` are the names that a `*` may stand for; `sysctl_conf` says that the distribution
    itself links 99-sysctl.conf to sysctl.conf.
    """
    explicit: dict[str, Setting] = {}
    globs: list[_Line] = []
    untouched: set[str] = set()
    for path in _paths(files, sysctl_conf=sysctl_conf):
        for line in _lines(files, path):
            if line.value is None:
                untouched.add(line.key)
            elif any(wild in line.key for wild in "*?["):
                globs.append(line)
            else:
                explicit[line.key] = Setting(line.value, line.place)
    known = ("all", "default", "lo", *interfaces)
    unread = {
        line.key: Setting(line.value, line.place)
        for path in _unread_paths(files, sysctl_conf=sysctl_conf)
        for line in _lines(files, path)
        if line.value is not None
    }
    return Sysctls(_from_globs(globs, known, untouched) | explicit, unread)


def _paths(files: NodeFiles, *, sysctl_conf: bool) -> list[str]:
    found: dict[str, str] = {LINK: LINKED} if sysctl_conf else {}
    for folder in reversed(FOLDERS):
        found |= {name: join(folder, name) for name in files.names(folder)}
    return [
        path
        for name, path in sorted(found.items())
        if name.endswith(".conf") and files.link(path) != "/dev/null"
    ]


def _unread_paths(files: NodeFiles, *, sysctl_conf: bool) -> Iterator[str]:
    """Files of etc that systemd-sysctl passes over: sysctl.conf without its link, other names."""
    read = {join(FOLDERS[0], name) for name in files.names(FOLDERS[0]) if name.endswith(".conf")}
    if not sysctl_conf and join(FOLDERS[0], LINK) not in read:
        yield LINKED
    for name in files.names(FOLDERS[0]):
        path = join(FOLDERS[0], name)
        if path not in read and name[:1] != "." and not files.is_folder(path):
            yield path


def _lines(files: NodeFiles, path: str) -> Iterator[_Line]:
    found = read_text(files, path)
    if found is None:
        return
    own_path, data = found
    start = 0
    for text in data.splitlines(keepends=True):
        match = _LINE.fullmatch(text)
        if match is not None and (match[3] is not None or match[1]):
            end = match.end(2) if match[3] is None else match.end(3)
            place = files.place(own_path, start + match.start(2), start + end)
            value = None if match[3] is None else match[3].decode()
            yield _Line(dotted(match[2].decode()), value, place)
        start += len(text)


def dotted(key: str) -> str:
    """The name with dots between its parts, whichever of the two forms of sysctl.d(5) it has."""
    return key.replace("/", ".")


def _from_globs(
    globs: list[_Line], interfaces: tuple[str, ...], untouched: set[str]
) -> dict[str, Setting]:
    found: dict[str, Setting] = {}
    for line in globs:
        match = _INTERFACE_KEY.fullmatch(line.key)
        for interface in interfaces if match else ():
            if match is not None and line.value is not None and fnmatchcase(interface, match[2]):
                key = f"{match[1]}.{interface}.{match[3]}"
                if key not in untouched:
                    found[key] = Setting(line.value, line.place)
    return found
