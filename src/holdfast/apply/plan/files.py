# SPDX-License-Identifier: Apache-2.0
"""Which files of the nodes are to change."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from holdfast.load.facts import PATH as FACTS
from holdfast.load.firewall.nftables import RUNNING as RULESET
from holdfast.load.node_files import NodeFiles
from holdfast.load.tree import LARGEST
from holdfast.model.site import File, Node, Site
from holdfast.model.steps import Act, CreateFile, RemoveFile, WriteFile

_READ_OFF = (FACTS, RULESET)
"""What `collect` wrote beside the files of the host."""

_OF_THE_HOST = ("/etc/group", "/etc/hostname", "/etc/passwd", "/lib/", "/usr/lib/")
"""Users, and what packages bring: a site has them to be read, no plan writes or removes them."""


class ChangedFile(Struct, frozen=True):
    """A file as the node has it and as it is to be; None where there is none."""

    node: str
    path: str
    before: File | None
    after: File | None

    @property
    def acts(self) -> tuple[Act, ...]:
        """What makes it so."""
        return _made(self.node, self.path, self.before, self.after)

    @property
    def undo(self) -> tuple[Act, ...]:
        """What makes it as it was, done or not."""
        return _made(self.node, self.path, self.after, self.before)


def changed_files(present: Site, wanted: Site) -> tuple[ChangedFile, ...]:
    """The files that differ, node by node; the nodes have the same names in both.

    A file that only one of the sites speaks of is looked for in the folder of the other. Modes do
    not count: a copy of a folder often has others.
    """
    return tuple(
        found
        for before, after in zip(present.nodes, wanted.nodes, strict=True)
        for found in _of_node(before, after)
    )


def changed_links(before: Node, after: Node) -> Iterator[str]:
    """The symbolic links on the way to files, by path, that are there in one of both alone, or lead
    elsewhere: no act makes or removes one."""
    here, there = (NodeFiles(node.source, node.name) for node in (before, after))
    for path in dict.fromkeys((*before.links, *after.links)):
        if here.link(path) != there.link(path):
            yield path


def _of_node(before: Node, after: Node) -> Iterator[ChangedFile]:
    here, there = (NodeFiles(node.source, node.name) for node in (before, after))
    for path in dict.fromkeys((*before.files, *after.files)):
        old = before.files.get(path) or here.peek(path, LARGEST)
        new = after.files.get(path) or there.peek(path, LARGEST)
        same = old is not None and new is not None and old.data == new.data
        planned = path not in _READ_OFF and not path.startswith(_OF_THE_HOST)
        if planned and not same and (old or new):
            yield ChangedFile(after.name or "", path, old, new)


def acts(files: Iterable[ChangedFile]) -> tuple[Act, ...]:
    """What makes all of them so."""
    return tuple(act for file in files for act in file.acts)


def undo(files: Iterable[ChangedFile]) -> tuple[Act, ...]:
    """What makes all of them as they were."""
    return tuple(act for file in files for act in file.undo)


def _made(node: str, path: str, before: File | None, after: File | None) -> tuple[Act, ...]:
    if after is None:
        return (RemoveFile(node, path),)
    if before is None:
        return (CreateFile(node, path, after.data, after.mode),)
    return (WriteFile(node, path, after.data),)
