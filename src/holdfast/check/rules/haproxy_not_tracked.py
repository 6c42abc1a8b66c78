# SPDX-License-Identifier: Apache-2.0
"""No tracker of an instance watches HAProxy."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.untracked import NOT_DEFINED, may_watch, untracked, unwatched
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """An instance whose VIP HAProxy serves and whose trackers surely do not watch HAProxy.

    A script that is not understood may watch it, and so may one that a member of the same sync
    group tracks: silent. Where an entry is dropped, or a script is not tracked, that would watch
    it, track-script-undefined and script-never-tracked speak.
    """
    for node in site.nodes:
        idle = any(may_watch(node, script) for script in untracked(node))
        for instance in node.keepalived.instances if not idle else ():
            dropped = any(tracker.ignored == NOT_DEFINED for tracker in instance.trackers)
            if not dropped and _serves(node, instance) and unwatched(node, instance):
                yield _finding(instance)


def _finding(instance: VrrpInstance) -> Finding:
    return Finding(
        f"nothing in {instance.name} watches HAProxy: when it dies and stays dead, "
        f"{_vips(instance)} stays here and is not answered; track a check script without a weight",
        instance.place,
        also=tuple(
            Also(tracker.place, f"keepalived drops this entry: {tracker.ignored}")
            for tracker in instance.trackers
            if tracker.ignored
        ),
    )


def _serves(node: Node, instance: VrrpInstance) -> bool:
    """Whether HAProxy listens on a VIP of the instance, or on every address of a family."""
    vips = {vip.address for vip in instance.vips}
    return bool(vips) and any(
        bind.address in vips or (bind.address is None and bind.family is not None)
        for bind in node.haproxy.binds
    )


def _vips(instance: VrrpInstance) -> str:
    return ", ".join(str(vip.address) for vip in instance.vips)
