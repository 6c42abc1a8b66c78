# SPDX-License-Identifier: Apache-2.0
"""`track_process` where the kernel tells keepalived of no process."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.model.site import Site
from holdfast.model.unit import KEEPALIVED


def check(site: Site) -> Iterator[Finding]:
    """A tracked process on a node whose keepalived runs in a network namespace of its own."""
    for node in site.nodes:
        unit = node.units.get(KEEPALIVED)
        if unit is None or unit.network is None:
            continue
        for instance in node.keepalived.instances:
            for tracker in instance.trackers:
                tracked = node.keepalived.track_object("process", tracker.name)
                if tracker.kind == "process" and tracker.ignored is None:
                    yield Finding(
                        f"keepalived runs in {unit.network}, where the kernel's process connector "
                        f"tells it of no process: {instance.name} never hears that {tracker.name} "
                        "has died, or stays in FAULT on every node; track a check script instead",
                        tracker.place,
                        also=(Also(tracked.place, "the process"),) if tracked is not None else (),
                    )
