# SPDX-License-Identifier: Apache-2.0
"""All files HAProxy is started with, read as one (manual chapters 2 to 4)."""

from collections.abc import Iterable, Iterator, Mapping
from posixpath import join

from msgspec.structs import replace

from holdfast.load.haproxy.binds import BindReader
from holdfast.load.haproxy.walk import ReadSection, walk
from holdfast.load.node_files import NodeFiles
from holdfast.load.text_files import read_text
from holdfast.model.address import Address
from holdfast.model.place import Place
from holdfast.model.proxy import Bind, HaproxyConfig, Peers, Proxy
from holdfast.syntax.haproxy import Section, directives
from holdfast.text.span import Span

WITH_BINDS = frozenset((b"frontend", b"listen", b"log-forward", b"peers"))
"""Sections whose listeners HAProxy opens when it starts."""

WITH_ADDRESS = frozenset((b"frontend", b"listen"))
"""Sections that may have an address on their own line, behind the name: an old form."""

_PROXY_LINES = frozenset((b"bind", b"dgram-bind", b"mode"))
_GLOBAL_LINES = frozenset((b"stats", b"localpeer", b"user", b"group", b"unix-bind"))
_PEER = frozenset((b"peer", b"server"))
_MODE = frozenset((b"mode",))
_USUAL_MODE = "tcp"


def haproxy_config(
    files: NodeFiles,
    paths: Iterable[str],
    environment: Mapping[str, str],
    hosts: Mapping[str, Address],
    *,
    dual_stack: bool = True,
) -> HaproxyConfig:
    """The proxies of all files in order; errors go to `files`.

    `hosts` has the addresses of names. `dual_stack` says that `::` takes IPv4 as well where a line
    does not say (net.ipv6.bindv6only).
    """
    read = [found for path in paths if (found := read_text(files, path)) is not None]
    reader = _Proxies(BindReader(files.node, hosts, dual_stack=dual_stack))
    for section in walk(read, environment):
        reader.take(section)
    stated = reader.stated
    return HaproxyConfig(
        paths=tuple(path for path, _ in read),
        proxies=tuple(reader.proxies),
        sockets=tuple(reader.sockets),
        peers=tuple(reader.peers),
        local_peer=stated.get("localpeer"),
        user=stated.get("user"),
        group=stated.get("group"),
    )


def expand_folders(files: NodeFiles, paths: Iterable[str]) -> Iterator[str]:
    """Each `-f`; a folder gives its `*.cfg` by name, none that begins with a dot (haproxy(1))."""
    for path in paths:
        if not files.is_folder(path):
            yield path
            continue
        inside = (join(path, n) for n in files.names(path) if n.endswith(".cfg") and n[0] != ".")
        found = [name for name in inside if not files.is_folder(name)]
        if not found:
            files.refuse(path, "is a folder without a file *.cfg: HAProxy finds no configuration")
        yield from found


class _Proxies:
    """Carries the defaults over, from section to section and from file to file."""

    def __init__(self, binds: BindReader) -> None:
        self.proxies: list[Proxy] = []
        self.sockets: list[Bind] = []
        self.peers: list[Peers] = []
        self.stated: dict[str, str] = {}
        self._unix_bind: tuple[str, ...] = ()
        self._binds = binds
        self._modes: dict[str, str] = {}
        self._last_mode = _USUAL_MODE

    def take(self, read: ReadSection) -> None:
        if read.section.keyword in WITH_BINDS:
            self._proxy(read)
        if read.section.keyword == b"peers":
            self._peers(read)
        elif read.section.keyword == b"defaults":
            self._defaults(read.section)
        elif read.section.keyword == b"global":
            self._global(read)

    def _global(self, read: ReadSection) -> None:
        for directive in directives(read.section, _GLOBAL_LINES):
            words = [value.decode(errors="replace") for value in directive.values]
            if words[:2] == ["stats", "socket"]:
                self.sockets += self._binds.read(read.path, directive, 2, read.environment)
            elif words[0] == "unix-bind":
                self._unix_bind = tuple(words[1:])
            elif words[0] != "stats" and len(words) > 1:
                self.stated[words[0]] = words[1]
        if self._unix_bind:
            more, self._unix_bind = self._unix_bind, ()
            self.sockets = [replace(s, options=s.options + more) for s in self.sockets]

    def _peers(self, read: ReadSection) -> None:
        words, head = _head_words(read.section), read.section.head
        if head is None:
            return
        names = [line.value(1).decode(errors="replace") for line in directives(read.section, _PEER)]
        span = Span(head.words[0].start, head.words[-1].end)
        place = Place(self._binds.node, read.path, span)
        self.peers.append(Peers(words[1] if len(words) > 1 else "", tuple(names), place))

    def _defaults(self, section: Section) -> None:
        """A section without `from` starts from HAProxy's own defaults, not from the one before."""
        words = _head_words(section)[1:]
        mode = self._inherited(words, _USUAL_MODE)
        for directive in directives(section, _MODE):
            mode = directive.value(1).decode(errors="replace") or mode
        if words and words[0] != "from":
            self._modes[words[0]] = mode
        self._last_mode = mode

    def _proxy(self, read: ReadSection) -> None:
        section, head = read.section, read.section.head
        if head is None:
            return
        words = [value.decode(errors="replace") for value in head.values]
        mode = self._inherited(words, self._last_mode)
        binds: list[Bind] = []
        if section.keyword in WITH_ADDRESS and len(words) > 2 and words[2] != "from":
            binds += self._binds.read(read.path, head, 2, read.environment)
        for directive in directives(section, _PROXY_LINES):
            if directive.words[0].text == b"mode":
                mode = directive.value(1).decode(errors="replace") or mode
            else:
                binds += self._binds.read(read.path, directive, 1, read.environment)
        span = Span(head.words[0].start, head.words[-1].end)
        self.proxies.append(
            Proxy(
                kind=words[0],
                name=words[1] if len(words) > 1 else "",
                mode=mode,
                binds=tuple(binds),
                place=Place(self._binds.node, read.path, span),
            )
        )

    def _inherited(self, words: list[str], usual: str) -> str:
        """The mode of the defaults section behind `from`."""
        named = words[words.index("from") + 1] if "from" in words[:-1] else ""
        return self._modes.get(named, usual)


def _head_words(section: Section) -> list[str]:
    head = section.head
    return [value.decode(errors="replace") for value in head.values] if head is not None else []
