# SPDX-License-Identifier: Apache-2.0
"""`dont_track_primary`: an owner whose interface is down goes on owning."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.small_edits import line_dropped
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each instance that says so and does not track its interface by other means."""
    for node, instance in site.instances:
        tracked = {t.name for t in node.keepalived.trackers(instance) if t.kind == "interface"}
        if "dont_track_primary" in instance.settings and instance.interface not in tracked:
            yield Finding(
                f"with dont_track_primary {instance.name} stays as it is when "
                f"{instance.interface or 'its interface'} goes down: it goes on as owner, and so "
                "does the other node, until the cable is back; drop the line",
                instance.at("dont_track_primary"),
                fix=line_dropped(node, instance.at("dont_track_primary"), "unsafe"),
            )
