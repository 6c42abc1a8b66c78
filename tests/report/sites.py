# SPDX-License-Identifier: Apache-2.0
"""A small site whose findings the reports tell."""

from holdfast.check.finding import Also, Finding
from holdfast.model.place import Place
from holdfast.model.site import File, LoadError, Node, Site
from holdfast.report.checked import Checked
from holdfast.text.span import Span

CFG = b"frontend web\n\tbind \xc3\xa4\xf0\x9f\x98\x80:80\n\tbind \xc3\xa4\xf0\x9f\x98\x80:80\n"
CONF = b"vrrp_instance a {\n}\n"
ROOT = "/srv/repository"


def place(path: str, start: int, end: int, node: str | None = "lb1") -> Place:
    return Place(node, path, Span(start, end))


def checked(*findings: Finding, source: str = f"{ROOT}/ha site/lb1", label: str = "") -> Checked:
    files = {"/h.cfg": File("/h.cfg", CFG), "/k.conf": File("/k.conf", CONF)}
    return Checked(Site("site", (Node("lb1", source, files),)), list(findings), label)


def unread(*errors: LoadError) -> Checked:
    return Checked(Site("site", (), errors), [])


BIND = Finding(
    "HAProxy cannot bind ä:80; add `transparent`, 100% safe",
    place("/h.cfg", 19, 28),
    also=(Also(place("/k.conf", 0, 13), "keepalived moves it here"),),
    rule="vip-bind-race",
)
