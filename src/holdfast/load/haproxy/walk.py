# SPDX-License-Identifier: Apache-2.0
"""The sections of all files of a configuration, each with the environment that it is read in."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from holdfast.load.haproxy.environment import KEYWORDS, changed
from holdfast.model.site import Node
from holdfast.model.unit import HAPROXY
from holdfast.syntax.haproxy import Section, directives, parse, sections


class ReadSection(Struct, frozen=True):
    """A section, the file it stands in, the variables that are set where it begins."""

    path: str
    section: Section
    environment: Mapping[str, str]


def walk(
    read: Iterable[tuple[str, bytes]], environment: Mapping[str, str]
) -> Iterator[ReadSection]:
    """The sections of files in order; `global` sections change the environment of later ones."""
    for path, data in read:
        for section in sections_of(data):
            if section.keyword == b"global":
                environment = changed(environment, directives(section, KEYWORDS))
            yield ReadSection(path, section, environment)


@lru_cache(maxsize=8)
def sections_of(data: bytes) -> tuple[Section, ...]:
    """The sections of a file; kept a while, since one reader of a site comes after the other."""
    return tuple(sections(parse(data)))


def walk_node(node: Node) -> Iterator[ReadSection]:
    """The same for a node that is loaded, from the bytes it keeps."""
    unit = node.units.get(HAPROXY)
    environment = unit.environment if unit is not None else {}
    return walk(((path, node.files[path].data) for path in node.haproxy.paths), environment)
