# SPDX-License-Identifier: Apache-2.0
"""Which address and port a program of a check asks (curl(1), wget(1), nc(1), socat(1))."""

from msgspec import Struct

from holdfast.model.address import Address, parse_address
from holdfast.model.program import Run
from holdfast.text.decimal import decimal
from holdfast.text.pattern import pattern

_URL = pattern(r"(?:(https?)://)(\[[0-9a-fA-F:.]+\]|[^/:@\s]+)(?::([0-9]+))?((?:[/?].*)?)")
_TCP = pattern(r"(?i)(?:tcp[46]?(?:-connect)?|openssl(?:-connect)?):(\[[^]]+\]|[^:]+):([0-9]+)")
_PORTS = {"http": 80, "https": 443, None: 80}
_LOCALHOST = "127.0.0.1"


class Asked(Struct, frozen=True):
    """An IP address and a port; `localhost` is 127.0.0.1. `path` is that of a URL."""

    address: Address
    port: int
    path: str | None = None

    def __str__(self) -> str:
        host = f"[{self.address}]" if self.address.version == 6 else str(self.address)
        return f"{host}:{self.port}"


def asked(run: Run) -> Asked | None:
    """What the program connects to; None where it names a host, a variable, or nothing."""
    match run.name:
        case "curl" | "wget":
            urls = [match for word in run.words[1:] if (match := _URL.fullmatch(word))]
            if len(urls) != 1:
                return None
            scheme, host, port, path = urls[0].groups()
            return _asked(host, port or str(_PORTS[scheme]), path or "/")
        case "nc" | "ncat" | "netcat":
            return _asked(*run.words[-2:]) if len(run.words) > 2 else None
        case "socat":
            found = [match for word in run.words[1:] if (match := _TCP.match(word))]
            return _asked(found[0][1], found[0][2]) if len(found) == 1 else None
    return None


def _asked(host: str, port: str, path: str | None = None) -> Asked | None:
    bare = host.strip("[]")
    address = parse_address(_LOCALHOST if bare == "localhost" else bare)
    number = decimal(port)
    return Asked(address, number, path) if address is not None and number is not None else None
