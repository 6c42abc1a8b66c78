# SPDX-License-Identifier: Apache-2.0
"""Network interfaces as interfaces(5) declares them or as the host has them."""

from msgspec import Struct

from holdfast.model.address import Address
from holdfast.model.place import Place


class InterfaceAddress(Struct, frozen=True):
    """An address of an interface with its prefix length."""

    address: Address
    prefix: int
    place: Place | None = None


class Hook(Struct, frozen=True):
    """A `pre-up`, `up`, `post-up`, `down` … line: the command goes to a shell."""

    phase: str
    command: str
    place: Place


class Interface(Struct, frozen=True):
    """An interface; `kind` is the link type that a hook creates (`dummy`), or None.

    `auto` says that it comes up at boot. `place` is None for one that was read off the host.
    `emptied_by` is the file by which systemd-networkd takes away, whenever it is restarted, every
    address that the file does not name; None where no such file is known.
    """

    name: str
    addresses: tuple[InterfaceAddress, ...] = ()
    kind: str | None = None
    auto: bool = False
    hooks: tuple[Hook, ...] = ()
    place: Place | None = None
    emptied_by: Place | None = None

    @property
    def local(self) -> bool:
        """Whether no wire hangs on it: a dummy, or the loopback."""
        return self.kind == "dummy" or self.name == "lo"
