# SPDX-License-Identifier: Apache-2.0
"""Kernel settings of a node's network namespace (sysctl.d(5)), and the defaults they start from."""

import glob
import os
from collections.abc import Sequence

# A new network namespace copies net.ipv4.conf from the host (net.core.devconf_inherit_init_net),
# so what decides about a VIP is put back to the kernel's own default first.
_IPV4_DEFAULTS = {
    "accept_local": "0",
    "arp_accept": "0",
    "arp_announce": "0",
    "arp_filter": "0",
    "arp_ignore": "0",
    "arp_notify": "0",
    "log_martians": "0",
    "promote_secondaries": "0",
    "proxy_arp": "0",
    "route_localnet": "0",
    "rp_filter": "0",
}
_ROOT = "/proc/sys/"


def key_path(key: str) -> str:
    """`net/ipv4/conf/eth0.1/x` for a key in either notation: the first separator decides."""
    dot, slash = key.find("."), key.find("/")
    if dot == -1 or (slash != -1 and slash < dot):
        return key
    return key.translate(str.maketrans("./", "/."))


def reset_to_kernel_defaults() -> None:
    """Undo what the namespace took over from the host."""
    for name, value in _IPV4_DEFAULTS.items():
        for path in glob.glob(f"{_ROOT}net/ipv4/conf/*/{name}"):
            _write(path, value)
    _write(f"{_ROOT}net/ipv4/ip_forward", "0")


def apply(settings: Sequence[tuple[str, str]], *, interface: str = "") -> list[str]:
    """Write the `net` settings in order; with `interface` only those that name it.

    A sentence for each that could not be set. A `*` in a key means all that are there; a key
    that begins with `-` may fail.
    """
    problems = []
    for key, value in settings:
        path = key_path(key.removeprefix("-"))
        if not path.startswith("net/") or (interface and interface not in path.split("/")):
            continue
        problem = _set(path, value)
        if problem and not key.startswith("-"):
            problems.append(f"{key} = {value}: {problem}")
    return problems


def quiet_ipv6(interface: str) -> None:
    """Let the addresses of a card be usable at once: no duplicate address detection."""
    _write(f"{_ROOT}net/ipv6/conf/{interface}/accept_dad", "0")
    _write(f"{_ROOT}net/ipv6/conf/{interface}/dad_transmits", "0")


def _set(path: str, value: str) -> str:
    found = glob.glob(_ROOT + path) if "*" in path else [_ROOT + path]
    for file in found:
        problem = _write(file, value)
        if problem:
            return problem
    return ""


def _write(path: str, value: str) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except OSError as error:
        return error.strerror or "not there"
    try:
        os.write(descriptor, value.encode())
    except OSError as error:
        return error.strerror or "refused"
    finally:
        os.close(descriptor)
    return ""
