# SPDX-License-Identifier: Apache-2.0
"""Certificates that haproxy.cfg names and the node's files do not have."""

from collections.abc import Iterable

from msgspec import Struct

from holdfast.lab.spec import NodeFile
from holdfast.lab.world.certificate import self_signed
from holdfast.load.servers import references
from holdfast.model.site import Site

_KEYWORDS = frozenset(("crt", "ca-file", "ca-verify-file"))


class StandIns(Struct, frozen=True):
    """The files to add, by node and path, and a sentence for each."""

    files: dict[str, dict[str, NodeFile]]
    told: tuple[str, ...]


def stand_ins(site: Site) -> StandIns:
    """A self-signed certificate for every one that is missing; made once, if at all."""
    missing = [
        (node.name or "", reference.path)
        for node in site.nodes
        for reference in references(node)
        if reference.keyword in _KEYWORDS and not _has(node.files, reference.path)
    ]
    pem = NodeFile(self_signed("holdfast.example"), 0o600) if missing else NodeFile(b"")
    files: dict[str, dict[str, NodeFile]] = {}
    for node_name, path in missing:
        files.setdefault(node_name, {})[path] = pem
    told = dict.fromkeys(f"{node}: a self-signed certificate as {path}" for node, path in missing)
    return StandIns(files, tuple(told))


def _has(files: Iterable[str], path: str) -> bool:
    """Whether the path is a file of the node or a folder with files in it."""
    return any(name == path or name.startswith(path.rstrip("/") + "/") for name in files)
