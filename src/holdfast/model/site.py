# SPDX-License-Identifier: Apache-2.0
"""The site: its nodes, each as its file system."""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct, field

from holdfast.model.facts import AdvertFact
from holdfast.model.interface import Interface
from holdfast.model.kernel import Sysctls
from holdfast.model.proxy import HaproxyConfig, Reference
from holdfast.model.settings import NO_SETTINGS, Settings
from holdfast.model.surroundings import ProgramFile, UnattendedUpgrades
from holdfast.model.told_file import ToldFile
from holdfast.model.unit import Unit
from holdfast.model.vrrp import KeepalivedConfig, VrrpInstance


class File(Struct, frozen=True):
    """A file of a node; `path` is absolute inside the node, `mode` its permission bits."""

    path: str
    data: bytes
    mode: int = 0o644


class OsRelease(Struct, frozen=True):
    """The distribution; not `stated` where the node has no etc/os-release: Debian 12 is assumed."""

    id: str = "debian"
    version: str = "12"
    stated: bool = False


class Node(Struct, frozen=True):
    """A host as its files say it is. A loose node (`name` None) is files without their host.

    `source` is the folder it was read from. `files` are by their path without symbolic links;
    `links` has the other paths by which one of them was named, and where they lead. A `live`
    node is this host: its sysctls and addresses are those of the running kernel. `hostname` is
    what etc/hostname or the kernel says, or None. `named_files` are those that haproxy.cfg
    names, `programs` those that keepalived executes, by path, `told_files` those in which systemd
    says how HAProxy is, by path. `packages` has the installed version of each package that
    matters here, by name; None where the node's dpkg database is not among its files. `heard` are
    the advertisements that reached the host when it was collected.
    """

    name: str | None
    source: str
    files: Mapping[str, File]
    os: OsRelease = OsRelease()
    haproxy: HaproxyConfig = field(default_factory=HaproxyConfig)
    keepalived: KeepalivedConfig = field(default_factory=KeepalivedConfig)
    sysctls: Sysctls = field(default_factory=Sysctls)
    interfaces: tuple[Interface, ...] = ()
    units: Mapping[str, Unit] = field(default_factory=dict)
    live: bool = False
    hostname: str | None = None
    named_files: tuple[Reference, ...] = ()
    programs: Mapping[str, ProgramFile] = field(default_factory=dict)
    packages: Mapping[str, str] | None = None
    upgrades: UnattendedUpgrades | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    told_files: Mapping[str, ToldFile] = field(default_factory=dict)
    heard: tuple[AdvertFact, ...] = ()

    def file(self, path: str) -> File | None:
        """The file that a path leads to, symbolic links followed as they were when it was read."""
        return self.files.get(self.links.get(path, path))

    def __hash__(self) -> int:
        """Of what tells nodes apart: its dicts have no hash, and what is cached is kept by node."""
        return hash((self.source, self.name))

    def interface(self, name: str) -> Interface | None:
        """The interface of that name, where the files or the host declare it."""
        return next((i for i in self.interfaces if i.name == name), None)


class LoadError(Struct, frozen=True):
    """A file that could not be read as far as the work needs it, and why, in one line."""

    file: str
    message: str


class Site(Struct, frozen=True):
    """The whole cluster.

    `today` is the caller's date: without it nothing is said about what expires. `settings` are
    those of `holdfast.yaml`, where the caller has read it.
    """

    name: str
    nodes: tuple[Node, ...]
    errors: tuple[LoadError, ...] = ()
    today: date | None = None
    settings: Settings = NO_SETTINGS

    @property
    def instances(self) -> Iterator[tuple[Node, VrrpInstance]]:
        """Every VRRP instance with its node."""
        return ((node, instance) for node in self.nodes for instance in node.keepalived.instances)
