# SPDX-License-Identifier: Apache-2.0
"""One node: its files put together to values."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from holdfast.load.facts import facts, filled_in
from holdfast.load.haproxy import expand_folders, haproxy_config
from holdfast.load.hosts import hosts
from holdfast.load.keepalived import keepalived_config
from holdfast.load.named_files import named_files
from holdfast.load.networks import networks
from holdfast.load.node_files import NodeFiles
from holdfast.load.os_release import os_release
from holdfast.load.packages import packages
from holdfast.load.program_files import program_files
from holdfast.load.programs import read_programs
from holdfast.load.references import references
from holdfast.load.surroundings import read_surroundings
from holdfast.load.sysctl import sysctls
from holdfast.load.sysctl_commands import commanded
from holdfast.load.text_files import read_text
from holdfast.load.told_files import told_files
from holdfast.load.units import arguments, node_units, option_values
from holdfast.load.upgrades import unattended_upgrades
from holdfast.model.address import Address
from holdfast.model.distribution import assumed_release
from holdfast.model.facts import Facts
from holdfast.model.host import Host
from holdfast.model.interface import Interface
from holdfast.model.kernel import Setting, Sysctls
from holdfast.model.proxy import HaproxyConfig
from holdfast.model.relay import RELAY_PATH
from holdfast.model.site import Node
from holdfast.model.unit import HAPROXY, KEEPALIVED, Unit
from holdfast.model.users import PASSWD
from holdfast.model.vrrp import KeepalivedConfig

HAPROXY_CONFIG = "/etc/haproxy/haproxy.cfg"
KEEPALIVED_CONFIG = "/etc/keepalived/keepalived.conf"
USUAL = (HAPROXY_CONFIG, "/etc/haproxy/conf.d", KEEPALIVED_CONFIG)
"""What the distributions' own units name; only these may be missing without a word."""


def load_node(files: NodeFiles, host: Host | None = None) -> Node:
    """The node whose files these are; `host` is this host's kernel, for the node that is `/`."""
    os = os_release(files)
    release = assumed_release(os)
    units = node_units(files, release, live=host is not None)
    keepalived = _keepalived(files, units[KEEPALIVED], _hostname(files, host))
    known = facts(files) if host is None else None
    links = _links(files, keepalived, known, host)
    names = [link.name for link in links] + _named_interfaces(keepalived)
    stated = sysctls(files, names, sysctl_conf=release.links_sysctl_conf and host is None)
    settings = _settings(stated, units[HAPROXY], links, host)
    haproxy = _haproxy(files, units[HAPROXY], settings)
    read_programs(files, keepalived)
    read_surroundings(files)
    files.read(PASSWD)
    files.read(RELAY_PATH)
    node = Node(
        name=files.node,
        source=files.folder,
        files=files.files,
        links=files.links,
        os=os,
        haproxy=haproxy,
        keepalived=keepalived,
        sysctls=settings,
        interfaces=links,
        units=units,
        live=host is not None,
        hostname=_stated_hostname(files, host),
        programs=program_files(files, keepalived, live=host is not None),
        packages=packages(files) or (known.packages if known is not None else None),
        upgrades=unattended_upgrades(files),
        heard=known.heard if known is not None else (),
    )
    named = named_files(files, references(node))
    return replace(node, named_files=named, told_files=told_files(node))


def loose_node(files: NodeFiles, haproxy: Iterable[str], keepalived: Iterable[str]) -> Node:
    """Files that were named on their own, as one node without a host."""
    return Node(
        name=None,
        source="",
        haproxy=haproxy_config(files, haproxy, {}, {}),
        keepalived=keepalived_config(files, keepalived, None),
        files=files.files,
    )


def _keepalived(files: NodeFiles, unit: Unit, hostname: str | None) -> KeepalivedConfig:
    given = arguments(unit)
    paths = list(option_values(given, "-f", "--use-file")) or [KEEPALIVED_CONFIG]
    config_id = [*option_values(given, "-i", "--config-id"), None][0] or hostname
    return keepalived_config(files, _present(files, unit, paths[-1:]), config_id)


def _haproxy(files: NodeFiles, unit: Unit, settings: Sysctls) -> HaproxyConfig:
    return haproxy_config(
        files,
        _haproxy_paths(files, unit),
        unit.environment,
        hosts(files),
        dual_stack=settings.number("net.ipv6.bindv6only") == 0,
    )


def _haproxy_paths(files: NodeFiles, unit: Unit) -> list[str]:
    paths = list(option_values(arguments(unit), "-f", "-f")) or [HAPROXY_CONFIG]
    return list(expand_folders(files, _present(files, unit, paths)))


def _present(files: NodeFiles, unit: Unit, paths: list[str]) -> list[str]:
    """The paths that are there; an error for each other one that no distribution names itself."""
    missing = [path for path in paths if files.is_missing(path)]
    for path in missing:
        if path not in USUAL:
            files.refuse(path, f"is not there, but {unit.name} starts with it: add it")
    return [path for path in paths if path not in missing]


def _hostname(files: NodeFiles, host: Host | None) -> str | None:
    """The name without its domain, against which keepalived holds `@name` lines (keepalived(8))."""
    return (_stated_hostname(files, host) or files.node or "").partition(".")[0] or None


def _stated_hostname(files: NodeFiles, host: Host | None) -> str | None:
    """The kernel's, or that of hostname(5), with its domain where it has one."""
    if host is not None:
        return host.hostname
    found = read_text(files, "/etc/hostname")
    lines = found[1].decode().splitlines() if found is not None else []
    stated = [word for line in lines if line[:1] != "#" for word in line.split()]
    return stated[0] if stated else None


def _named_interfaces(config: KeepalivedConfig) -> list[str]:
    """The interfaces that keepalived stands on, declared in a file or not."""
    stated = [instance.interface for instance in config.instances]
    stated += [vip.device for instance in config.instances for vip in instance.vips]
    return list(dict.fromkeys(name for name in stated if name is not None))


def _vips(config: KeepalivedConfig) -> frozenset[Address]:
    return frozenset(vip.address for instance in config.instances for vip in instance.vips)


def _links(
    files: NodeFiles, keepalived: KeepalivedConfig, known: Facts | None, host: Host | None
) -> tuple[Interface, ...]:
    """The kernel's; else those of the files, and what the facts know besides."""
    if host is not None:
        return _running(host.interfaces, networks(files))
    return filled_in(networks(files), known, _vips(keepalived))


def _settings(
    stated: Sysctls, haproxy: Unit, links: tuple[Interface, ...], host: Host | None
) -> Sysctls:
    """The kernel's; else those of the files, and what the unit's commands make of them."""
    if host is not None:
        return _live(stated, host.sysctls)
    return replace(stated, settings={**stated.settings, **commanded(haproxy, links)})


def _live(stated: Sysctls, running: Mapping[str, str]) -> Sysctls:
    """The kernel's values; a file's line stays with a value that it explains."""
    settings = dict(stated.settings)
    for name, value in running.items():
        known = settings.get(name)
        if known is None or known.value != value:
            settings[name] = Setting(value, None)
    return Sysctls(settings, stated.unread)


def _running(links: tuple[Interface, ...], stated: tuple[Interface, ...]) -> tuple[Interface, ...]:
    """The kernel's interfaces and addresses, with what the files say about coming up.

    An address that a file gives the interface has the place of that line.
    """
    known = {interface.name: interface for interface in stated}
    return tuple(
        _explained(link, known[link.name]) if link.name in known else link for link in links
    )


def _explained(link: Interface, stated: Interface) -> Interface:
    places = {own.address: own.place for own in stated.addresses}
    addresses = tuple(replace(own, place=places.get(own.address)) for own in link.addresses)
    return replace(
        link,
        addresses=addresses,
        auto=stated.auto,
        hooks=stated.hooks,
        place=stated.place,
        emptied_by=stated.emptied_by,
    )
