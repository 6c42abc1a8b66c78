# SPDX-License-Identifier: Apache-2.0
"""Servers of all backends, read when somebody asks: files have them by the ten thousand."""

from collections.abc import Iterator, Mapping

from holdfast.load.haproxy.environment import expand
from holdfast.load.haproxy.hinted import hinted_directives
from holdfast.load.haproxy.walk import ReadSection, walk_node
from holdfast.load.references import references
from holdfast.model.address import Address, parse_address
from holdfast.model.place import Place
from holdfast.model.proxy import Server
from holdfast.model.site import Node
from holdfast.syntax.haproxy import Directive, directives
from holdfast.text.decimal import decimal
from holdfast.text.span import Span

__all__ = ["host_and_port", "references", "servers", "servers_at"]

_WITH_SERVERS = frozenset((b"backend", b"listen"))
_SERVER = frozenset((b"server",))
_PREFIXES = ("ip@", "ipv4@", "ipv6@", "tcp@", "tcp4@", "tcp6@", "udp@", "udp4@", "udp6@")


def servers(node: Node) -> tuple[Server, ...]:
    """The `server` lines of a node's `backend` and `listen` sections, in file order."""
    found = (read for read in walk_node(node) if read.section.keyword in _WITH_SERVERS)
    return tuple(server for read in found for server in _servers(node.name, read))


def servers_at(node: Node, hosts: frozenset[str]) -> tuple[Server, ...]:
    """Those whose host is spelled as one of `hosts`; only lines that have one are looked at."""
    hints = tuple(host.encode() for host in hosts)
    found = (
        _server(node.name, path, proxy, line, environment)
        for path, proxy, line, environment in _lines_with(node, hints)
    )
    return tuple(server for server in found if str(server.host) in hosts)


def _lines_with(
    node: Node, hints: tuple[bytes, ...]
) -> Iterator[tuple[str, str, Directive, Mapping[str, str]]]:
    for read, directive in hinted_directives(node, hints):
        if read.section.keyword in _WITH_SERVERS and directive.words[0].text in _SERVER:
            head = read.section.head
            proxy = head.value(1).decode(errors="replace") if head is not None else ""
            if len(directive.words) > 2:
                yield read.path, proxy, directive, read.environment


def _servers(node: str | None, read: ReadSection) -> Iterator[Server]:
    head = read.section.head
    proxy = head.value(1).decode(errors="replace") if head is not None else ""
    for directive in directives(read.section, _SERVER):
        if len(directive.words) > 2:
            yield _server(node, read.path, proxy, directive, read.environment)


def _server(
    node: str | None, path: str, proxy: str, line: Directive, environment: Mapping[str, str]
) -> Server:
    _, name, text, *options = (value.decode(errors="replace") for value in line.values)
    host, port = host_and_port(expand(text, environment) or text)
    place = Place(node, path, Span(line.words[0].start, line.words[-1].end))
    return Server(proxy, name, host, port, tuple(options), place)


def host_and_port(text: str) -> tuple[Address | str, int | None]:
    """The address or name, and the port; none for the client's own, `+80` and `-80` among them.

    What is no IP address (`unix@…`, `/path`) is kept as written.
    """
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    if "@" in text or text.startswith("/"):
        return text, None
    host, colon, port = text.rpartition(":")
    if not colon or "]" in port:
        host, port = text, ""
    bare = host[1:-1] if host[:1] == "[" and host[-1:] == "]" else host
    return parse_address(bare) or bare, decimal(port)
