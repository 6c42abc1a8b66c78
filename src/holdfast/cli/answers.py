# SPDX-License-Identifier: Apache-2.0
"""The words in which an operator answers what a new site shall be."""

import re
from collections.abc import Callable
from ipaddress import ip_address, ip_interface
from typing import TypeVar

import click

from holdfast.model.address import Address, is_of_a_host
from holdfast.model.settings import DURATION
from holdfast.model.wanted import Vip, WantedNode, WantedServer

T = TypeVar("T")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_SERVER = re.compile(r"(?:(?P<name>[^=]+)=)?(?P<host>\[[^\]]+\]|[^:]+):(?P<port>\d+)")


class Words(click.ParamType[T]):
    """A type of answer: what reads it says in one line, as ValueError, what it wants."""

    def __init__(self, name: str, read: Callable[[str], T]) -> None:
        self.name = name
        self._read = read

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> T:
        try:
            return self._read(str(value).strip())
        except ValueError as why:
            self.fail(str(why), param, ctx)


def read_node(text: str) -> WantedNode:
    """NAME=ADDRESS, or NAME=ADDRESS,ADDRESS for one of each family."""
    name, _, stated = text.partition("=")
    if not _NAME.fullmatch(name) or not stated:
        raise ValueError(f"{text} is no node: write NAME=ADDRESS, such as lb1=192.0.2.11")
    addresses = tuple(_address(one) for one in stated.split(","))
    if len({address.version for address in addresses}) < len(addresses):
        raise ValueError(f"{text}: one address of each family")
    return WantedNode(name, addresses)


def read_vip(text: str) -> Vip:
    """ADDRESS/PREFIX."""
    try:
        vip = ip_interface(text)
    except ValueError:
        vip = None
    if vip is None or "/" not in text or "%" in text:
        raise ValueError(f"{text} is no VIP: write ADDRESS/PREFIX, such as 192.0.2.36/24")
    return vip


def read_server(text: str) -> WantedServer:
    """ADDRESS:PORT or NAME=ADDRESS:PORT, an IPv6 address in brackets; the name is made of it."""
    found = _SERVER.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is no server: write ADDRESS:PORT, such as web1=192.0.2.101:80")
    address, port = _address(found["host"].strip("[]")), read_port(found["port"])
    name = found["name"] or f"s-{address}".replace(":", "-")
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name} is no name of a server: letters, digits, dot, dash")
    return WantedServer(name, address, port)


def read_port(text: str) -> int:
    """From 1 to 65535."""
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ValueError(f"{text} is no port: from 1 to 65535")
    return int(text)


def read_interface(text: str) -> str:
    """As the kernel names it: 15 bytes at most, no blank, no slash."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,14}", text):
        raise ValueError(f"{text} is no interface: such as ens18, 15 letters at most")
    return text


def read_duration(text: str) -> str:
    """As holdfast.yaml has it."""
    if DURATION.fullmatch(text) is None:
        raise ValueError(f"{text} is no time: write 100ms or 1s")
    return text


def read_vrid(text: str) -> int:
    """From 1 to 255 (RFC 9568, 5.2.3)."""
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 255:
        raise ValueError(f"{text} is no virtual_router_id: from 1 to 255")
    return int(text)


def _address(text: str) -> Address:
    try:
        address = ip_address(text)
    except ValueError:
        raise ValueError(f"{text} is no address") from None
    if not is_of_a_host(address) or "%" in text:
        raise ValueError(f"{text} is no address of a host on a network")
    return address


NODE = Words("node", read_node)
VIP = Words("vip", read_vip)
SERVER = Words("server", read_server)
PORT = Words("port", read_port)
INTERFACE = Words("interface", read_interface)
TIME = Words("time", read_duration)
VRID = Words("id", read_vrid)
