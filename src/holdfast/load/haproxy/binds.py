# SPDX-License-Identifier: Apache-2.0
"""`bind` lines: one value for each address of the list (manual 4.2, "bind")."""

from collections.abc import Iterator, Mapping

from holdfast.load.haproxy.bind_address import UNKNOWN, BindAddress, bind_address
from holdfast.load.haproxy.environment import expand
from holdfast.model.address import Address
from holdfast.model.place import Place
from holdfast.model.proxy import Bind
from holdfast.syntax.haproxy import Directive, unquote
from holdfast.syntax.token import Token
from holdfast.text.span import Span


class BindReader:
    """Reads the bind lines of one node.

    An address `::` that takes IPv4 as well (`v4v6`, or the kernel's default without `v6only`) gives
    two values with one place, one for each family.
    """

    def __init__(self, node: str | None, hosts: Mapping[str, Address], *, dual_stack: bool) -> None:
        self.node = node
        self._hosts = hosts
        self._dual_stack = dual_stack

    def read(
        self, path: str, directive: Directive, at: int, environment: Mapping[str, str]
    ) -> Iterator[Bind]:
        """The addresses in the word at index `at`, all with the options behind it."""
        words = directive.words
        if len(words) <= at:
            return
        options = tuple([unquote(w.text).decode(errors="replace") for w in words[at + 1 :]])
        line = Place(self.node, path, Span(words[0].start, words[-1].end))
        for text, span in _addresses(words[at], directive.value(at)):
            expanded = expand(text, environment)
            found = UNKNOWN if expanded is None else bind_address(self._numbered(expanded))
            for address, family, ports in self._families(found, options):
                yield Bind(
                    text=text,
                    address=address,
                    family=family,
                    ports=ports,
                    options=options,
                    place=Place(self.node, path, span),
                    line=line,
                    conditional=bool(directive.conditions),
                )

    def _numbered(self, text: str) -> str:
        """The text with the address of a name in etc/hosts."""
        prefix, at, rest = text.rpartition("@")
        host, colon, port = rest.rpartition(":")
        address = self._hosts.get(host) if colon else None
        return text if address is None else f"{prefix}{at}[{address}]:{port}"

    def _families(self, found: BindAddress, options: tuple[str, ...]) -> tuple[BindAddress, ...]:
        if found.family != "ipv6" or found.address is not None or "v6only" in options:
            return (found,)
        if not self._dual_stack and "v4v6" not in options:
            return (found,)
        return found, found._replace(family="ipv4")


def _addresses(word: Token, value: bytes) -> Iterator[tuple[str, Span]]:
    """Each address of a comma list and its span; a quoted list has one span for all."""
    at = word.start
    literal = word.text == value
    for piece in value.split(b","):
        span = Span(at, at + len(piece)) if literal else Span(word.start, word.end)
        if piece:
            yield piece.decode(errors="replace"), span
        at += len(piece) + 1
