# SPDX-License-Identifier: Apache-2.0
"""A site as it will be once changes are made, without making them."""

from collections.abc import Iterable

from msgspec.structs import replace

from holdfast.load.changed_files import ChangedFiles
from holdfast.load.keepalived import keepalived_config
from holdfast.load.loose_files import LooseFiles
from holdfast.load.networks import networks
from holdfast.load.node import load_node, loose_node
from holdfast.load.outcome import outcomes
from holdfast.model.change import Change
from holdfast.model.host import Host
from holdfast.model.site import File, LoadError, Node, Site


def reload(site: Site, changes: Iterable[Change]) -> Site:
    """The site after the changes; the files that were read before are not read again.

    On a live node what the changed files say is taken to be in force, as after a reboot. Raises
    what `outcomes` raises.
    """
    changed: dict[str | None, list[File]] = {}
    for outcome in outcomes(site, changes):
        changed.setdefault(outcome.node, []).append(outcome.after)
    loaded = [_node(node, changed.get(node.name, [])) for node in site.nodes]
    errors = tuple(error for _, found in loaded for error in found)
    return replace(site, nodes=tuple(node for node, _ in loaded), errors=errors)


def _node(node: Node, changed: list[File]) -> tuple[Node, list[LoadError]]:
    if node.name is None:
        return _loose(node, changed)
    files = ChangedFiles(node, changed)
    host = _host(node, changed) if node.live else None
    return load_node(files, host), files.errors


def _loose(node: Node, changed: list[File]) -> tuple[Node, list[LoadError]]:
    files = LooseFiles()
    files.files |= {**node.files, **{file.path: file for file in changed}}
    return loose_node(files, node.haproxy.paths, _not_included(node)), files.errors


def _not_included(node: Node) -> list[str]:
    """The files of keepalived that were named, without those that another includes."""
    files = LooseFiles()
    files.files |= node.files
    paths = node.keepalived.paths
    included = {p for path in paths for p in keepalived_config(files, [path], None).paths[1:]}
    return [path for path in dict.fromkeys(paths) if path not in included]


def _host(node: Node, changed: list[File]) -> Host:
    """The running kernel's view, without what the changed files say otherwise."""
    paths = {file.path for file in changed}
    files = ChangedFiles(node, changed)
    stated = load_node(files).sysctls.settings
    overruled = {name for name, s in stated.items() if s.place and s.place.path in paths}
    running = {name: s.value for name, s in node.sysctls.settings.items()}
    links = {link.name: link for link in node.interfaces}
    links |= {i.name: i for i in networks(files) if i.place and i.place.path in paths}
    return Host(
        hostname=node.name or "",
        sysctls={name: value for name, value in running.items() if name not in overruled},
        interfaces=tuple(links.values()),
    )
