# SPDX-License-Identifier: Apache-2.0
"""Stanzas put together to interfaces: several of one name, and what hooks of others add."""

from ipaddress import IPv4Address, IPv4Network

from holdfast.load.interfaces.commands import MadeLink, made_by
from holdfast.load.interfaces.lines import Line, lines
from holdfast.load.node_files import NodeFiles
from holdfast.model.address import Address, host_prefix, parse_address
from holdfast.model.interface import Hook, Interface, InterfaceAddress
from holdfast.model.place import Place
from holdfast.text.decimal import decimal

_AUTO = frozenset(("auto", "allow-auto", "allow-boot", "allow-hotplug"))
_UP = frozenset(("pre-up", "up", "post-up"))
_PHASES = _UP | frozenset(("down", "pre-down", "post-down"))
_OTHER_STANZAS = frozenset(
    ("mapping", "rename", "template", "no-auto-down", "no-scripts", "allow-ovs", "allow-auto")
)


def interfaces(files: NodeFiles) -> tuple[Interface, ...]:
    """The interfaces that the files declare, in file order; `eth0:1` is its eth0."""
    reader = _Reader()
    for line in lines(files):
        reader.take(line)
    reader.end_stanza()
    return tuple(draft.interface(reader.auto) for draft in reader.drafts.values())


class _Draft:
    """An interface while its stanzas are read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.place: Place | None = None
        self.kind: str | None = None
        self.addresses: list[InterfaceAddress] = []
        self.hooks: list[Hook] = []

    def interface(self, auto: set[str]) -> Interface:
        return Interface(
            name=self.name,
            addresses=tuple(self.addresses),
            kind=self.kind,
            auto=self.name in auto,
            hooks=tuple(self.hooks),
            place=self.place,
        )


class _Reader:
    def __init__(self) -> None:
        self.drafts: dict[str, _Draft] = {}
        self.auto: set[str] = set()
        self._draft: _Draft | None = None
        self._static = False
        self._address: Line | None = None
        self._netmask = ""

    def take(self, line: Line) -> None:
        if line.keyword in _AUTO:
            self.end_stanza()
            self.auto.update(_base(name) for name in line.rest.split())
        elif line.keyword == "iface":
            self._begin_stanza(line)
        elif line.keyword in _OTHER_STANZAS or line.keyword.startswith("allow-"):
            self.end_stanza()
        elif self._draft is not None:
            self._option(self._draft, line)

    def end_stanza(self) -> None:
        """Put the address and the netmask together, which may stand in either order."""
        if self._draft is not None and self._address is not None:
            address = _interface_address(self._address, self._netmask)
            if address is not None and self._static:
                self._draft.addresses.append(address)
        self._draft, self._address, self._netmask = None, None, ""

    def _begin_stanza(self, line: Line) -> None:
        self.end_stanza()
        words = line.rest.split()
        if words:
            self._draft = self._named(_base(words[0]))
            self._draft.place = self._draft.place or line.place
            self._static = len(words) < 3 or words[2] == "static"

    def _option(self, draft: _Draft, line: Line) -> None:
        match line.keyword:
            case "address":
                self._address = line
            case "netmask":
                self._netmask = line.rest
            case "link-type":
                draft.kind = line.rest
            case phase if phase in _PHASES:
                draft.hooks.append(Hook(phase, line.rest, line.place))
                self._follow(draft.name, line)

    def _follow(self, name: str, line: Line) -> None:
        for made in made_by(line.rest, name, line.place) if line.keyword in _UP else ():
            draft = self._named(made.name)
            if isinstance(made, MadeLink):
                draft.kind = made.kind
            else:
                draft.addresses.append(made.address)

    def _named(self, name: str) -> _Draft:
        return self.drafts.setdefault(name, _Draft(name))


def _base(name: str) -> str:
    return name.partition(":")[0]


def _interface_address(line: Line, netmask: str) -> InterfaceAddress | None:
    text, _, length = line.rest.partition("/")
    address = parse_address(text.strip())
    if address is None:
        return None
    return InterfaceAddress(address, _prefix(address, netmask or length), line.place)


def _prefix(address: Address, text: str) -> int:
    """From a length or a mask; where there is none, what ifupdown takes: the class, or /128."""
    length = decimal(text)
    if length is not None and length <= host_prefix(address):
        return length
    if isinstance(address, IPv4Address):
        try:
            return IPv4Network(f"0.0.0.0/{text}").prefixlen
        except ValueError:
            first = address.packed[0]
            return 8 if first < 128 else 16 if first < 192 else 24
    return 128
