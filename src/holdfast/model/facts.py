# SPDX-License-Identifier: Apache-2.0
"""The schema of facts.json: what only the running host knows, as it was when it was read."""

from collections.abc import Mapping

from msgspec import Struct

from holdfast.model.address import Family
from holdfast.model.host import INTERFACE_SYSCTLS_OF_INTEREST, SYSCTLS_OF_INTEREST

SETTINGS_ASKED = tuple(
    name.replace(".", "/").format("*")
    for name in (*SYSCTLS_OF_INTEREST, *INTERFACE_SYSCTLS_OF_INTEREST)
)
"""Below /proc/sys; a `*` is every interface."""


class LinkFact(Struct, frozen=True, omit_defaults=True):
    """An interface; `kind` is its link type (ip-link(8)), None for a real one. `addresses` have
    their prefix length."""

    name: str
    kind: str | None = None
    state: str = "UNKNOWN"
    addresses: tuple[str, ...] = ()


class RouteFact(Struct, frozen=True, omit_defaults=True):
    """`to` is `default` or a prefix; `table` is main where none is given."""

    to: str
    via: str | None = None
    device: str | None = None
    table: str = "main"


class UnitFact(Struct, frozen=True, omit_defaults=True):
    """A unit as `systemctl show` tells it."""

    load: str
    active: str
    sub: str
    result: str = ""
    restarts: int = 0
    enabled: str = ""
    paths: tuple[str, ...] = ()


class SocketFact(Struct, frozen=True, omit_defaults=True):
    """A listening socket; `program` is None where the reader may not know."""

    protocol: str
    address: str
    port: int
    program: str | None = None


class AdvertFact(Struct, frozen=True):
    """A VRRP advertisement that arrived while the host was read, from another router."""

    interface: str
    family: Family
    version: int
    virtual_router_id: int
    source: str


class Facts(Struct, frozen=True, omit_defaults=True):
    """`settings` are kernel settings by dotted name, `versions` what the daemons say of themselves,
    `packages` the installed ones that matter here; None where no package manager answered.

    `vrrp` has the last state that the journal tells of each instance, `selinux` getenforce(8).
    `heard` are the advertisements of a few seconds, on interfaces where keepalived runs.
    `unread` has what the reader may not read or what failed, a line each.
    """

    hostname: str = ""
    kernel: str = ""
    links: tuple[LinkFact, ...] = ()
    routes: tuple[RouteFact, ...] = ()
    settings: Mapping[str, str] = {}
    modules: tuple[str, ...] = ()
    versions: Mapping[str, str] = {}
    packages: Mapping[str, str] | None = None
    units: Mapping[str, UnitFact] = {}
    listening: tuple[SocketFact, ...] = ()
    vrrp: Mapping[str, str] = {}
    selinux: str | None = None
    heard: tuple[AdvertFact, ...] = ()
    unread: tuple[str, ...] = ()
