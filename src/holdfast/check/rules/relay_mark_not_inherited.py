# SPDX-License-Identifier: Apache-2.0
"""Connections do not take over the mark by which the relay knows its own."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.place import Place
from holdfast.model.relay import RELAY_PATH
from holdfast.model.site import Site
from holdfast.text.span import Span

SETTING = "net.ipv4.tcp_fwmark_accept"


def check(site: Site) -> Iterator[Finding]:
    """A node with a table on which the setting is 0 after boot."""
    for node in site.nodes:
        if RELAY_PATH in node.files and node.sysctls.number(SETTING) == 0:
            setting = node.sysctls.settings.get(SETTING)
            place = setting.place if setting is not None else None
            yield Finding(
                f"{SETTING} is 0, so the relay's table knows no connection for its own: every "
                "packet goes once around the nodes before it is taken; set it to 1 in a file of "
                "etc/sysctl.d that comes last",
                place or Place(node.name, RELAY_PATH, Span(0, 0)),
            )
