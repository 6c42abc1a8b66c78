# SPDX-License-Identifier: Apache-2.0
"""A check script that no instance and no sync group tracks."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.check.untracked import all_read, may_watch, undefined, untracked, unwatched
from holdfast.methods.keepalived_lines import before_first
from holdfast.model.change import FileEdit
from holdfast.model.script import VrrpScript
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """Where an entry names a script that is not defined, that may be meant, and where braces are
    missing the entry may have fallen out: their rules speak.

    It weighs less where every instance watches HAProxy all the same.
    """
    for node in site.nodes:
        known = all_read(site, node) and not any(undefined(node))
        if node.keepalived.instances and known and not node.keepalived.unbalanced:
            lost = [instance for instance in node.keepalived.instances if unwatched(node, instance)]
            for script in untracked(node):
                yield _finding(node, script, lost if may_watch(node, script) else [])


def _finding(node: Node, script: VrrpScript, lost: list[VrrpInstance]) -> Finding:
    names = [instance.name for instance in lost] or [node.keepalived.instances[0].name]
    vips = ", ".join(str(vip.address) for instance in lost for vip in instance.vips)
    consequence = f": whatever happens to HAProxy, {vips or 'the VIP'} stays here" if lost else ""
    return Finding(
        f"keepalived never runs the check {script.name}, because nothing tracks it{consequence}; "
        f"add `track_script {{ {script.name} }}` to {', '.join(names)}",
        script.place,
        fix=_fix(node, script, lost) if lost else None,
        severity="error" if lost else "warning",
    )


def _fix(node: Node, script: VrrpScript, lost: list[VrrpInstance]) -> Fix | None:
    changes = [_entry(node, script, instance) for instance in lost]
    known = tuple(change for change in changes if change is not None)
    return Fix("unsafe", known) if len(known) == len(lost) else None


def _entry(node: Node, script: VrrpScript, instance: VrrpInstance) -> FileEdit | None:
    """A block of its own, in an instance that has none yet."""
    if "track_script" in instance.settings:
        return None
    return before_first(node, instance, ("track_script {", f"    {script.name}", "}"))
