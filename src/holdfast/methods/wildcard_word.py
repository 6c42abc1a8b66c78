# SPDX-License-Identifier: Apache-2.0
"""The address word of a bind line with every address in the place of some."""

import re
from collections.abc import Iterable

from holdfast.model.proxy import Bind

_QUOTED = re.compile(rb"([\"']?)([^\"'\\]*)\1")
_ADDRESS = re.compile(rb"((?:(?:stream|dgram)\+)?(?:[a-z0-9]+@)?)(?:.*:([^:]*)|[^:]*)", re.DOTALL)
_PORT = re.compile(rb"[0-9]+(?:-[0-9]+)?|\$(?:\{[A-Za-z_0-9]+\}|[A-Za-z_0-9]+)")


def every_address(word: bytes, chosen: Iterable[Bind]) -> bytes | None:
    """The word as written, with `*` or `[::]` for the address of each chosen bind.

    What becomes the same is written once. None where the word is put together from several quotes,
    so that an address does not stand there as itself.
    """
    match = _QUOTED.fullmatch(word)
    addresses = match[2].split(b",") if match else []
    wanted = {bind.text.encode(): bind for bind in chosen}
    if match is None or not wanted.keys() <= {*addresses}:
        return None
    written = [_widen(a, wanted[a]) if a in wanted else a for a in addresses]
    return match[1] + b",".join(dict.fromkeys(written)) + match[1]


def _widen(address: bytes, bind: Bind) -> bytes:
    """The same prefix and port with every address; a port that a variable holds is spelled out."""
    match = _ADDRESS.fullmatch(address)
    prefix, port = match.groups(b"") if match else (b"", b"")
    first, last = bind.ports
    if not _PORT.fullmatch(port):
        port = b"%d" % first if first == last else b"%d-%d" % bind.ports
    return prefix + (b"*:" if bind.family == "ipv4" else b"[::]:") + port
