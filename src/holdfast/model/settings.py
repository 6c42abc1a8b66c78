# SPDX-License-Identifier: Apache-2.0
"""What the operator says about a site in `holdfast.yaml`, beside the nodes."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from holdfast.model.address import Address, parse_address
from holdfast.model.fail_over import Budget
from holdfast.text.pattern import pattern

Threshold = Literal["error", "warning", "info"]
Platform = Literal["metal", "virtual"]
Form = Literal["ifupdown", "networkd", "netplan", "networkmanager", "ifcfg", "lo"]

DURATION = pattern(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(ms|s)")


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of the file.

    `select` and `ignore` name rules; no `select` is every rule. Findings below `severity` are not
    told. `baseline` is a path, relative to the folder of the file. `fail_over` is a DURATION: how
    long a fail-over may take. `platform` is what the nodes are: machines, or a hypervisor's guests.
    `form` is whose files the method dummy writes; without it those that the node has. `addresses`
    are those that no file states: by node and interface its own address, or a list of them.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    severity: Threshold = "info"
    baseline: str | None = None
    fail_over: str = "1s"
    platform: Platform = "virtual"
    form: Form | None = None
    addresses: Mapping[str, Mapping[str, str | tuple[str, ...]]] = field(default_factory=dict)

    def own_addresses(self, node: str, interface: str) -> tuple[Address, ...]:
        """What `addresses` says of an interface of a node."""
        stated = self.addresses.get(node, {}).get(interface, ())
        found = map(parse_address, (stated,) if isinstance(stated, str) else stated)
        return tuple(address for address in found if address is not None)

    @property
    def budget(self) -> Budget:
        """What keepalived's timers have to hold."""
        match = DURATION.fullmatch(self.fail_over)
        number, unit = match.groups() if match else ("1", "s")
        return Budget(float(number) * (1000 if unit == "s" else 1), metal=self.platform == "metal")


NO_SETTINGS = Settings()
