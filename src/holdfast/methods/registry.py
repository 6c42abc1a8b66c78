# SPDX-License-Identifier: Apache-2.0
"""The methods, a line each, in the order in which they are offered."""

from holdfast.methods import dummy, nonlocal_bind, notify_start, transparent, wildcard
from holdfast.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method("transparent", transparent.plan),
    Method("nonlocal-bind", nonlocal_bind.plan),
    Method("dummy", dummy.plan),
    Method("notify-start", notify_start.plan),
    Method("wildcard", wildcard.plan),
)
