# SPDX-License-Identifier: Apache-2.0
"""The addresses of names in etc/hosts (hosts(5)); they come before any name server's."""

from holdfast.load.node_files import NodeFiles
from holdfast.load.surroundings import LARGEST
from holdfast.model.address import Address, parse_address

HOSTS = "/etc/hosts"


def hosts(files: NodeFiles) -> dict[str, Address]:
    """By name, aliases too; of several lines with one name the first counts."""
    file = files.peek(HOSTS, LARGEST)
    found: dict[str, Address] = {}
    for line in file.data.decode(errors="replace").splitlines() if file is not None else ():
        first, *names = [*line.partition("#")[0].split(), ""]
        address = parse_address(first)
        for name in names if address is not None else ():
            if name and address is not None:
                found.setdefault(name, address)
    return found
