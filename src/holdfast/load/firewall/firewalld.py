# SPDX-License-Identifier: Apache-2.0
"""firewalld's zones (firewalld.zone(5), firewalld.conf(5)), where they say all there is to say."""

import re

from holdfast.load.firewall.chains import Advert
from holdfast.load.units.quoting import environment_file
from holdfast.model.firewall import Barrier
from holdfast.model.place import Place
from holdfast.model.site import Node
from holdfast.text.pattern import pattern
from holdfast.text.span import Span

FOLDER = "/etc/firewalld"
CONF = f"{FOLDER}/firewalld.conf"
OTHER_MEANS = ("/policies/", "/direct.xml", "/ipsets/", "/services/")
"""What may let packets in besides the zones."""

HARMLESS = frozenset(
    ("cockpit", "dhcpv6-client", "dns", "http", "https", "mdns", "ntp", "snmp", "ssh")
)
"""Services of firewalld that are TCP and UDP ports only."""

_TAG = pattern(rb"<(\w+)\b([^>]*)>")
_VALUE = pattern(rb"(\w+)=[\"']([^\"']*)[\"']")
_ALLOWED = frozenset((b"zone", b"short", b"description", b"interface", b"port", b"service"))


def firewalld_barrier(node: Node, packet: Advert) -> Barrier | None:
    """The zone of the interface, if nothing in it can let VRRP in, and no zone has a source."""
    conf = node.files.get(CONF)
    zones = {p: f for p, f in node.files.items() if p.startswith(f"{FOLDER}/zones/")}
    if conf is None or any(mean in p for p in node.files for mean in OTHER_MEANS if FOLDER in p):
        return None
    if any(b"<source" in file.data for file in zones.values()):
        return None
    mark = re.compile(rb"<interface\s+name=[\"']%s[\"']" % re.escape(packet.interface.encode()))
    named = [path for path, file in zones.items() if mark.search(file.data)]
    usual = dict(environment_file(conf.data)).get("DefaultZone", "public")
    path = named[0] if named else f"{FOLDER}/zones/{usual}.xml"
    if path not in zones or not _closed(zones[path].data):
        return None
    start = max(zones[path].data.find(b"<zone"), 0)
    return Barrier("firewalld", Place(node.name, path, Span(start, start + len(b"<zone"))))


def _closed(data: bytes) -> bool:
    """Whether the zone's target refuses what it does not name, and it names ports only."""
    for tag, attributes in _TAG.findall(data):
        values = dict(_VALUE.findall(attributes))
        if tag == b"zone" and values.get(b"target", b"default") == b"ACCEPT":
            return False
        if tag == b"service" and values.get(b"name", b"").decode("latin-1") not in HARMLESS:
            return False
        if tag not in _ALLOWED:
            return False
    return True
