# SPDX-License-Identifier: Apache-2.0
"""Nodes made of a few files."""

from collections.abc import Mapping
from pathlib import Path

from holdfast.load.site import load
from holdfast.model.place import Place
from holdfast.model.proxy import Bind
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance

Files = Mapping[str, str | bytes]

HAPROXY = "etc/haproxy/haproxy.cfg"
KEEPALIVED = "etc/keepalived/keepalived.conf"
INTERFACES = "etc/network/interfaces"


def write(folder: Path, files: Files) -> Path:
    """Write files below a folder; a text that begins with `-> ` is a symbolic link's target."""
    (folder / "etc/haproxy").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        elif text.startswith("-> "):
            path.symlink_to(text.removeprefix("-> "))
        else:
            path.write_text(text)
    return folder


def site(folder: Path, files: Files) -> Site:
    """The site of one node, lb1, with these files."""
    return load([str(write(folder / "lb1", files))])


def node(folder: Path, files: Files) -> Node:
    """The node with these files, which load without an error."""
    loaded = site(folder, files)
    assert loaded.errors == ()
    return loaded.nodes[0]


def binds(folder: Path, haproxy: str) -> list[Bind]:
    """The binds of a haproxy.cfg."""
    return list(node(folder, {HAPROXY: haproxy}).haproxy.binds)


def instance(folder: Path, body: str, before: str = "") -> VrrpInstance:
    """The first instance of a keepalived.conf with these statements in it."""
    text = f"{before}\nvrrp_instance VI {{\ninterface eth0\nvirtual_router_id 7\n{body}\n}}\n"
    return node(folder, {KEEPALIVED: text}).keepalived.instances[0]


def source(node: Node, place: Place) -> str:
    """The text at a place."""
    return node.files[place.path].data[place.span.start : place.span.end].decode()


def messages(site: Site, folder: Path) -> list[str]:
    """The errors as a user reads them, without the folder of the test."""
    return [f"{e.file}: {e.message}".replace(f"{folder}/", "") for e in site.errors]
