# SPDX-License-Identifier: Apache-2.0
"""What the `ip` commands of hooks make: links and addresses (ip-link(8), ip-address(8))."""

from collections.abc import Iterator

from msgspec import Struct

from holdfast.model.address import host_prefix, parse_address
from holdfast.model.interface import InterfaceAddress
from holdfast.model.place import Place
from holdfast.text.decimal import decimal
from holdfast.text.pattern import pattern

_SEPARATOR = pattern(r"&&|\|\||[;|&]")
_VARIABLE = pattern(r"\$(?:\{IFACE\}|IFACE\b)")
_ADD = ("add", "a", "replace", "append")


class MadeLink(Struct, frozen=True):
    """A link and its type."""

    name: str
    kind: str


class MadeAddress(Struct, frozen=True):
    """An address and the link it is put on."""

    name: str
    address: InterfaceAddress


def made_by(command: str, interface: str, place: Place) -> Iterator[MadeLink | MadeAddress]:
    """What a hook of `interface` makes, command by command."""
    for part in _SEPARATOR.split(_VARIABLE.sub(lambda _: interface, command)):
        words = [word.strip("'\"") for word in part.split()]
        if "modprobe" in words and "dummy" in words and interface.startswith("dummy"):
            yield MadeLink(interface, "dummy")
        while words and words[0] not in ("ip", "/sbin/ip", "/usr/sbin/ip", "/bin/ip"):
            words.pop(0)
        rest = [word for word in words[1:] if not word.startswith("-")]
        if len(rest) > 2 and rest[1] in _ADD:
            yield from _made(rest[0], rest[2:], place)


def _made(what: str, words: list[str], place: Place) -> Iterator[MadeLink | MadeAddress]:
    if "link".startswith(what) and "type" in words[:-1]:
        name = _after(words, "name") or _after(words, "dev") or words[0]
        yield MadeLink(name, words[words.index("type") + 1])
    elif "address".startswith(what):
        spelled = _after(words, "local") or words[0]
        text, _, length = spelled.partition("/")
        address = parse_address(text)
        device = _after(words, "dev")
        if address is not None and device:
            longest, bits = host_prefix(address), decimal(length)
            prefix = longest if bits is None else min(bits, longest)
            yield MadeAddress(device, InterfaceAddress(address, prefix, place))


def _after(words: list[str], keyword: str) -> str | None:
    return words[words.index(keyword) + 1] if keyword in words[:-1] else None
