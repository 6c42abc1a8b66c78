# SPDX-License-Identifier: Apache-2.0
"""Kernel settings (sysctl.d(5), the kernel's networking/ip-sysctl documentation)."""

from collections.abc import Mapping

from msgspec import Struct, field

from holdfast.model.address import Family
from holdfast.model.place import Place
from holdfast.text.decimal import decimal


class Setting(Struct, frozen=True):
    """A value and the line that sets it; no place for one that was read off the running kernel, or
    that a unit's own command sets."""

    value: str
    place: Place | None

    @property
    def number(self) -> int | None:
        """What the kernel makes of the value: it reads no further than the first blank."""
        word = self.value.split(None, 1)[0] if self.value.strip() else ""
        digits = word.removeprefix("-")
        number = decimal(digits)
        return number if number is None or digits == word else -number


class Sysctls(Struct, frozen=True):
    """The settings of a node by dotted name, the last one that systemd-sysctl applies.

    `unread` has those of files that look as if they counted, but are not read at boot.
    """

    settings: Mapping[str, Setting] = field(default_factory=dict)
    unread: Mapping[str, Setting] = field(default_factory=dict)

    def number(self, name: str, default: int = 0) -> int:
        """The value as a number; the default where it is not set or no number."""
        setting = self.settings.get(name)
        found = setting.number if setting is not None else None
        return default if found is None else found

    def nonlocal_bind(self, family: Family) -> bool:
        """Whether a program may bind an address that the host does not have."""
        return self.number(f"net.{family}.ip_nonlocal_bind") != 0

    def ipv4_conf(self, interface: str, name: str) -> int:
        """The larger of `conf.all` and `conf.INTERFACE`, as for arp_ignore and arp_announce.

        An interface that has no line of its own takes `conf.default`.
        """
        default = self.number(f"net.ipv4.conf.default.{name}")
        own = self.number(f"net.ipv4.conf.{interface}.{name}", default)
        return max(self.number(f"net.ipv4.conf.all.{name}"), own)
