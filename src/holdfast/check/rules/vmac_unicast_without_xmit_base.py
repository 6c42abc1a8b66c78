# SPDX-License-Identifier: Apache-2.0
"""`use_vmac` and unicast without `vmac_xmit_base`: keepalived adds it."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.small_edits import line_added
from holdfast.model.site import Site

UNICAST = ("unicast_peer", "unicast_src_ip")


def check(site: Site) -> Iterator[Finding]:
    """Each instance with the two and without the third."""
    for node, instance in site.instances:
        stated = instance.settings
        if "use_vmac" not in stated or "vmac_xmit_base" in stated:
            continue
        if any(word in stated for word in UNICAST):
            yield Finding(
                f"{instance.name} has use_vmac and unicast: keepalived complains and sends from "
                "the interface itself, as with vmac_xmit_base; write vmac_xmit_base, so that "
                "`keepalived -t` has nothing to say",
                instance.at("use_vmac"),
                fix=line_added(node, instance.at("use_vmac"), "vmac_xmit_base", "safe"),
            )
