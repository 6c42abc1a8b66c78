# SPDX-License-Identifier: Apache-2.0
"""systemd-networkd takes the VIP away whenever it is restarted."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.own_addresses import wire
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each interface with VIPs whose file does not tell networkd to keep what it did not set."""
    for node in site.nodes:
        seen: set[str] = set()
        for instance in node.keepalived.instances:
            for vip in instance.vips if "use_vmac" not in instance.settings else ():
                link = wire(node, instance, vip)
                if link is None or link.emptied_by is None or link.name in seen:
                    continue
                seen.add(link.name)
                yield Finding(
                    f"systemd-networkd removes {vip.address} from {link.name} whenever it is "
                    "restarted or upgraded: the VIP is gone for some seconds, and the election "
                    f"begins anew; {_remedy(link.emptied_by.path)}",
                    link.emptied_by,
                    also=(Also(vip.place, f"{instance.name} moves it"),),
                )


def _remedy(path: str) -> str:
    if path.endswith(".yaml"):
        return "add `critical: true` to this interface"
    return "add `KeepConfiguration=static` to its [Network] section"
