# SPDX-License-Identifier: Apache-2.0
"""HAProxy's configuration as far as fail-over hangs on it (HAProxy 2.6 configuration manual)."""

from collections.abc import Iterator

from msgspec import Struct

from holdfast.model.address import Address, Family, family
from holdfast.model.place import Place


class Bind(Struct, frozen=True):
    """One address of a bind line; `bind a:80,b:80` gives two with the same options (manual 4.2).

    `address` is None for every address of the family. `family` is None for what is no IP address
    or not known from the files: a UNIX socket, an inherited descriptor, a host name, an unset
    environment variable; `text` has it as written. `ports` are the first and the last.
    A `conditional` bind stands under `.if` and may not be there.
    """

    text: str
    address: Address | None
    family: Family | None
    ports: tuple[int, int]
    options: tuple[str, ...]
    place: Place
    line: Place
    conditional: bool = False

    @property
    def transparent(self) -> bool:
        """Whether HAProxy may bind an address that the host does not have (manual 5.1)."""
        return "transparent" in self.options

    def hears(self, address: Address) -> bool:
        """Whether it listens on an address: on this one, or on every one of its family."""
        return self.family == family(address) and self.address in (address, None)

    def option(self, name: str) -> str | None:
        """The argument of an option such as `interface` or `crt`, or None."""
        return next(self.arguments(name), None)

    def arguments(self, name: str) -> Iterator[str]:
        """The arguments of every use of an option."""
        words = iter(self.options)
        return (next(words, "") for word in words if word == name)


class Proxy(Struct, frozen=True):
    """A `frontend` or `listen` section; `mode` is what the section or its defaults say."""

    kind: str
    name: str
    mode: str
    binds: tuple[Bind, ...]
    place: Place


class Server(Struct, frozen=True):
    """A `server` line; `host` is an address or a name; `port` is None for the client's port."""

    proxy: str
    name: str
    host: Address | str
    port: int | None
    options: tuple[str, ...]
    place: Place


class Reference(Struct, frozen=True):
    """A file or folder that the configuration names; `keyword` names it (`crt`, `errorfile` …).

    Not `there` where it is surely missing from the node.
    """

    keyword: str
    path: str
    place: Place
    there: bool = True


class Peers(Struct, frozen=True):
    """A `peers` section and the names in it (manual 3.5)."""

    name: str
    members: tuple[str, ...]
    place: Place


class HaproxyConfig(Struct, frozen=True):
    """All files HAProxy is started with, in their order, read as one.

    `sockets` are the `stats socket` lines of global, `user` and `group` whom its workers run as.
    `local_peer` is this process's name among peers, where the configuration states one.
    """

    paths: tuple[str, ...] = ()
    proxies: tuple[Proxy, ...] = ()
    sockets: tuple[Bind, ...] = ()
    peers: tuple[Peers, ...] = ()
    local_peer: str | None = None
    user: str | None = None
    group: str | None = None

    @property
    def binds(self) -> Iterator[Bind]:
        """The bind addresses of all sections, in file order."""
        return (bind for proxy in self.proxies for bind in proxy.binds)
