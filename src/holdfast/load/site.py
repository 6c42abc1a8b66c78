# SPDX-License-Identifier: Apache-2.0
"""PATH arguments to a Site (design, "The commands are the product")."""

import os
from collections.abc import Sequence
from posixpath import basename

from msgspec import Struct

from holdfast.load.language import Language, language
from holdfast.load.loose_files import LooseFiles
from holdfast.load.node import load_node, loose_node
from holdfast.load.node_files import NodeFiles
from holdfast.load.reading import Unreadable
from holdfast.load.text_files import read_text
from holdfast.model.host import Host
from holdfast.model.site import LoadError, Node, Site

THIS_HOST = "/"
NODE_FOLDERS = ("etc/haproxy", "etc/keepalived")
"""A folder that has one of these is a node, and one whose subfolders have them is a site."""


class NotASite(Exception):
    """The paths name no site: what is wrong and what to do, in one line."""


class _NamedFolder(Struct, frozen=True):
    name: str
    folder: str


def load(paths: Sequence[str], host: Host | None = None) -> Site:
    """The site that the paths name together; no path is this host, `/`.

    A path is a site folder, a node folder, NAME=FOLDER, or a file; `host` is what the kernel says
    and needed for `/`. What cannot be read is in the site's errors. Raises NotASite for a path that
    is missing or is none of these.
    """
    folders: list[_NamedFolder] = []
    loose: list[str] = []
    for path in paths or (THIS_HOST,):
        if path == THIS_HOST or os.path.isdir(path):
            folders += _nodes_in(path, host)
        elif not os.path.lexists(path) and "=" in path:
            folders.append(_named(path))
        elif os.path.lexists(path):
            loose.append(path)
        else:
            raise NotASite(_missing(path))
    _refuse_names(folders)
    return _site(paths, folders, loose, host)


def _site(
    paths: Sequence[str], folders: list[_NamedFolder], loose: list[str], host: Host | None
) -> Site:
    nodes: list[Node] = []
    errors: list[LoadError] = []
    for one in folders:
        files = NodeFiles(one.folder, one.name)
        nodes.append(load_node(files, host if one.folder == THIS_HOST else None))
        errors += files.errors
    if loose:
        files = LooseFiles()
        nodes.append(_loose(files, loose))
        errors += files.errors
    return Site(_name(paths), tuple(nodes), tuple(errors))


def _missing(path: str) -> str:
    """Why there is nothing to be seen: what cannot be entered may well have it."""
    try:
        os.lstat(path)
    except PermissionError as error:
        return f"{path} {Unreadable.because(error)}"
    except (OSError, ValueError):
        pass
    return f"{path} is not there: name a site folder, a node folder or a file"


def _name(paths: Sequence[str]) -> str:
    """The name of the folder, where there is one alone."""
    return basename(os.path.abspath(paths[0])) if len(paths) == 1 else ""


def _nodes_in(path: str, host: Host | None) -> list[_NamedFolder]:
    if path == THIS_HOST:
        if not is_node_folder(path):
            raise NotASite(
                "this host has no /etc/haproxy and no /etc/keepalived: name a site folder, a node "
                "folder or the files themselves"
            )
        return [_NamedFolder(host.hostname if host is not None else "localhost", path)]
    folder = path.rstrip("/")
    if is_node_folder(folder):
        return [_NamedFolder(basename(os.path.abspath(folder)), folder)]
    inside = [_NamedFolder(name, os.path.join(folder, name)) for name in _names_in(folder)]
    found = [node for node in inside if os.path.isdir(node.folder) and _is_readable_node(node)]
    if not found:
        raise NotASite(
            f"{path} is neither a node nor a site: no etc/haproxy or etc/keepalived in it or in a "
            "folder below it; name a folder that has them, or the files themselves"
        )
    return found


def _is_readable_node(node: _NamedFolder) -> bool:
    """Raises NotASite for a folder that cannot be entered: it may well be a node."""
    if not is_node_folder(node.folder) and "etc" in _names_in(node.folder):
        _names_in(os.path.join(node.folder, "etc"))
    return is_node_folder(node.folder)


def _names_in(folder: str) -> list[str]:
    """The names in a folder. Raises NotASite for one that cannot be entered."""
    try:
        os.stat(os.path.join(folder, "."))
        return sorted(os.listdir(folder))
    except OSError as error:
        raise NotASite(f"{folder} {Unreadable.because(error)}") from None


def is_node_folder(folder: str) -> bool:
    """Whether the folder is a node's: it holds the configuration of one of the daemons."""
    return any(os.path.isdir(os.path.join(folder, inside)) for inside in NODE_FOLDERS)


def _named(path: str) -> _NamedFolder:
    name, _, folder = path.partition("=")
    if not os.path.isdir(folder):
        raise NotASite(f"{folder} is no folder: NAME=FOLDER wants the folder of a node")
    if not _is_readable_node(_NamedFolder(name, folder)):
        raise NotASite(f"{folder} is no node: it has neither etc/haproxy nor etc/keepalived")
    if not name or "/" in name:
        raise NotASite(f"{path} names no node: write NAME=FOLDER, such as lb1={folder}")
    return _NamedFolder(name, folder.rstrip("/") or "/")


def _refuse_names(folders: list[_NamedFolder]) -> None:
    """Raises NotASite for a name that cannot be shown in a line, and for two alike."""
    seen: dict[str, str] = {}
    for one in folders:
        if not one.name.isprintable():
            raise NotASite(
                f"{one.name!a} is no name of a node, it has bytes that no line can show: "
                "rename the folder, or use NAME=FOLDER"
            )
        if one.name in seen:
            raise NotASite(
                f"two nodes are called {one.name}: {seen[one.name]} and {one.folder}; "
                "use NAME=FOLDER"
            )
        seen[one.name] = one.folder


def _loose(files: LooseFiles, paths: list[str]) -> Node:
    by_language: dict[Language, list[str]] = {"haproxy": [], "keepalived": []}
    for path in paths:
        found = read_text(files, path)
        known = language(path, found[1]) if found is not None else None
        if known is not None:
            by_language[known].append(path)
        elif found is not None:
            files.refuse(
                path,
                "has no section of haproxy.cfg and no block of keepalived.conf: name another file, "
                "or let its name begin with haproxy or keepalived",
            )
    return loose_node(files, by_language["haproxy"], by_language["keepalived"])
