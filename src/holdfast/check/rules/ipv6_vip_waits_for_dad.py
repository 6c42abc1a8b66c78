# SPDX-License-Identifier: Apache-2.0
"""An IPv6 VIP with `-nodad`: duplicate address detection is turned on."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.small_edits import word_dropped
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each such entry; without the word keepalived adds the address without the detection."""
    for node, instance in site.instances:
        for vip in instance.vips:
            if vip.dad and vip.address.version == 6:
                yield Finding(
                    f"`-nodad` turns duplicate address detection on for {vip.address}: the new "
                    "owner cannot use it for a second or more, and for ever if the old one still "
                    "answers; drop the word, keepalived sets nodad by itself",
                    vip.place,
                    fix=word_dropped(node, vip.place, "-nodad", "unsafe"),
                )
