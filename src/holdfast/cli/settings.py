# SPDX-License-Identifier: Apache-2.0
"""A site's `holdfast.yaml`: where it stands, and what it says."""

import os
from importlib import import_module

from holdfast.check.registry import RULES
from holdfast.cli.failure import Failure
from holdfast.load.reading import Unreadable, read_regular_file
from holdfast.model.settings import NO_SETTINGS, Settings
from holdfast.model.site import Site
from holdfast.text.similar import similar

SETTINGS_FILE = "holdfast.yaml"


def settings_folder(site: Site) -> str:
    """The folder beside whose nodes `holdfast.yaml` stands.

    It is the current one for loose files, for this host, and for nodes of several folders.
    """
    sources = [node.source for node in site.nodes if node.name is not None and not node.live]
    parents = {os.path.dirname(os.path.abspath(source)) for source in sources}
    return parents.pop() if len(parents) == 1 else ""


def read_settings(site: Site) -> Settings:
    """What the file says, if there is one. Raises Failure where something is wrong in it."""
    path = os.path.join(settings_folder(site), SETTINGS_FILE)
    if not os.path.lexists(path):
        _require_no_other_name(path)
        return NO_SETTINGS
    try:
        data, _ = read_regular_file(path)
    except Unreadable as why:
        raise Failure(f"{path} {why}") from None
    # A YAML parser takes a fifth of the time of a whole check: only who has the file pays.
    load = import_module("holdfast.load.settings")
    try:
        settings: Settings = load.settings(data, [rule.name for rule in RULES])
    except load.BadSettings as why:
        raise Failure(f"{path}: {why}") from None
    _require_nodes(site, settings, path)
    return settings


def _require_no_other_name(path: str) -> None:
    """Raises Failure for the file under the name that other tools take as well."""
    other = path.removesuffix(".yaml") + ".yml"
    if os.path.lexists(other):
        raise Failure(f"{other} is not read: call it {SETTINGS_FILE}")


def _require_nodes(site: Site, settings: Settings, path: str) -> None:
    """Raises Failure for an address of a node that is not there.

    Where nodes have other names than their folders, one that was not named now may have any.
    """
    names = [node.name or "" for node in site.nodes]
    if names != [os.path.basename(node.source) for node in site.nodes]:
        return
    for name in settings.addresses:
        if name not in names and not os.path.isdir(os.path.join(os.path.dirname(path), name)):
            near = similar(name, names)
            told = f"did you mean {near}?" if near else f"there are {', '.join(names)}"
            raise Failure(f"{path}: addresses: no node is called {name}: {told}")
