# SPDX-License-Identifier: Apache-2.0
"""systemd-networkd takes the VIP away whenever it is restarted."""

import re
from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.own_addresses import wire
from holdfast.model.change import FileEdit
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.line import line_start
from holdfast.text.pattern import pattern
from holdfast.text.span import Span

_NETWORK = pattern(rb"^[ \t]*\[Network\][ \t\r]*\n", re.MULTILINE)


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
                    fix=_fix(node, link.emptied_by),
                )


def _fix(node: Node, place: Place) -> Fix | None:
    """The line at the head of its section, or of its block; none where there is neither."""
    data = node.files[place.path].data
    if place.path.endswith(".yaml"):
        at = place.span.start
        margin = data[line_start(data, at) : at]
        text = b"critical: true\n" + margin
        head = not margin.strip() and data[at : at + 1] != b"{"
    else:
        section = _NETWORK.search(data)
        at, text = (section.end() if section else 0), b"KeepConfiguration=static\n"
        head = section is not None
    if not head:
        return None
    return Fix("unsafe", (FileEdit(place.node, place.path, Edit(Span(at, at), text)),))


def _remedy(path: str) -> str:
    if path.endswith(".yaml"):
        return "add `critical: true` to this interface"
    return "add `KeepConfiguration=static` to its [Network] section"
