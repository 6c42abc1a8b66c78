# SPDX-License-Identifier: Apache-2.0
"""Which files make a unit, and in what order (systemd.unit(5), "Unit File Load Path")."""

from collections.abc import Iterator, Mapping
from posixpath import join

from msgspec.structs import replace

from holdfast.load.node_files import NodeFiles
from holdfast.load.text_files import read_text
from holdfast.load.units.quoting import environment_file
from holdfast.load.units.unit_file import Settings, unit, unit_directives
from holdfast.model.distribution import Directive, Release
from holdfast.model.place import Place
from holdfast.model.unit import HAPROXY, KEEPALIVED, NFTABLES, OWN_UNITS, Unit

FOLDERS = (
    OWN_UNITS,
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
)
"""The earlier one counts where two have a file of the same name."""

MASK = "/dev/null"


def node_units(files: NodeFiles, release: Release, *, live: bool) -> Mapping[str, Unit]:
    """haproxy, keepalived and nftables as this node has them, and its own services, by name."""
    shipped = {HAPROXY: release.haproxy, KEEPALIVED: release.keepalived}
    usually = release.services_enabled and not live
    found = {name: _unit(files, name, own, usually=usually) for name, own in shipped.items()}
    others = {NFTABLES: release.nftables} | dict.fromkeys(_own(files), ())
    return found | {
        name: _unit(files, name, given, usually=False)
        for name, given in others.items()
        if name not in found
    }


def _own(files: NodeFiles) -> Iterator[str]:
    """Services that the operator wrote; a link is another unit's name, `@` makes a template."""
    for folder in FOLDERS[:3]:
        for name in files.names(folder):
            path = join(folder, name)
            if name.endswith(".service") and "@" not in name and files.link(path) is None:
                yield name


def _unit(files: NodeFiles, name: str, shipped: tuple[Directive, ...], *, usually: bool) -> Unit:
    main = _main_file(files, name)
    paths = []
    directives: list[Directive] = list(shipped) if main is None else []
    for path in ([main] if main else []) + _drop_ins(files, name):
        found = read_text(files, path)
        if found is not None:
            paths.append(found[0])
            directives += unit_directives(found[1])
    settings = Settings(directives)
    made = unit(name, settings, dict(_file_environment(files, settings)))
    enabled, enabled_at = _enabled(files, name, settings, usually=usually)
    return replace(made, enabled=enabled, enabled_at=enabled_at, paths=tuple(paths))


def _main_file(files: NodeFiles, name: str) -> str | None:
    """The file that replaces the distribution's unit; a mask is none."""
    for folder in FOLDERS:
        if name in files.names(folder) and files.link(join(folder, name)) != MASK:
            return join(folder, name)
    return None


def _drop_ins(files: NodeFiles, name: str) -> list[str]:
    """By file name; NAME.d before service.d, the earlier folder before the later."""
    found: dict[str, str] = {}
    for kind in ("service.d", f"{name}.d"):
        for folder in reversed(FOLDERS):
            inside = join(folder, kind)
            found |= {n: join(inside, n) for n in files.names(inside) if n.endswith(".conf")}
    return [path for _, path in sorted(found.items()) if files.link(path) != MASK]


def _file_environment(files: NodeFiles, settings: Settings) -> Iterator[tuple[str, str]]:
    for value in settings.all("EnvironmentFile"):
        found = read_text(files, value.removeprefix("-"))
        if found is not None:
            yield from environment_file(found[1])


def _enabled(
    files: NodeFiles, name: str, settings: Settings, *, usually: bool
) -> tuple[bool, Place | None]:
    """Whether it starts at boot, and the link or mask that says so."""
    for folder in FOLDERS:
        if files.link(join(folder, name)) == MASK:
            return False, files.place(join(folder, name), 0, 0)
    for folder in FOLDERS[:2]:
        for inside in files.names(folder):
            if inside.endswith((".wants", ".requires")):
                path = join(folder, inside, name)
                if name in files.names(join(folder, inside)):
                    return True, files.place(path, 0, 0)
    return usually and bool(settings.all("WantedBy", "Install")), None
