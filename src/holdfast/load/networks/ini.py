# SPDX-License-Identifier: Apache-2.0
"""Files of sections with `Key=value` lines, each with its place (systemd.syntax(7), keyfiles)."""

from collections.abc import Iterator

from msgspec import Struct

from holdfast.load.node_files import NodeFiles
from holdfast.load.surroundings import LARGEST
from holdfast.model.address import host_prefix, parse_address
from holdfast.model.interface import InterfaceAddress
from holdfast.model.place import Place
from holdfast.text.decimal import decimal
from holdfast.text.pattern import pattern

_LINE = pattern(rb"[ \t]*(?:\[([^\]\n]*)\]|([^#;=\n][^=\n]*?)[ \t]*=[ \t]*([^\n]*?))[ \t\r]*$")


class Entry(Struct, frozen=True):
    """A line: its section, its key, its value, where it stands. A section's head has no key."""

    section: str
    key: str
    value: str
    place: Place


def entries(files: NodeFiles, path: str) -> Iterator[Entry]:
    """The lines of a file; none where it cannot be read, which is no error."""
    file = files.peek(path, LARGEST)
    section, start = "", 0
    for line in file.data.split(b"\n") if file is not None else ():
        match = _LINE.match(line)
        if match is not None and file is not None:
            section = match[1].decode(errors="replace") if match[1] is not None else section
            key = (match[2] or b"").decode(errors="replace")
            value = (match[3] or b"").decode(errors="replace")
            end = start + len(line.rstrip())
            yield Entry(section, key, value, files.place(file.path, start, end))
        start += len(line) + 1


def address_of(text: str, place: Place, prefix: str = "") -> InterfaceAddress | None:
    """`ADDRESS/BITS`, or an address and its prefix; what is left out is a /32 or /128."""
    bare, _, bits = text.strip().strip("\"'").partition("/")
    address = parse_address(bare)
    if address is None:
        return None
    longest = host_prefix(address)
    length = decimal(bits or prefix)
    return InterfaceAddress(address, longest if length is None else min(length, longest), place)
