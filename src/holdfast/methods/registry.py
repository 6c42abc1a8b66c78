# SPDX-License-Identifier: Apache-2.0
"""The methods, a line each, in the order in which they are offered and used.

notify-start is the last: beside another method it has less to warn of.
"""

from holdfast.methods import (
    dummy,
    nonlocal_bind,
    notify_start,
    relay,
    timers,
    transparent,
    wildcard,
)
from holdfast.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method("transparent", transparent.plan),
    Method("nonlocal-bind", nonlocal_bind.plan),
    Method("dummy", dummy.plan),
    Method("wildcard", wildcard.plan),
    Method("notify-start", notify_start.plan),
)

ADDITIONS: tuple[Method, ...] = (
    Method("timers", timers.plan),
    Method("relay", relay.plan),
)
"""What a site may have besides; each is an option of its own of `fix`, off by default."""
