# SPDX-License-Identifier: Apache-2.0
"""Every time that a verdict depends on, by name, in milliseconds."""

SETTLE_MS = 10_000
"""Within this time after a fault everything must be as it should, or the drill is broken."""

STEADY_MS = 1_500
"""How long it must stay so before it counts."""

RECENT_MS = 500
"""Requests are answered: of those that ended in this last time, at least one and all."""

READY_MS = 500
"""How long a mended lab must stay as it was at first before the next fault."""

READY_WITHIN_MS = 45_000
"""How long the next fault waits for that: a check with `rise 10` and `interval 2` takes 20 s."""

FATE_MS = 4_500
"""Within this time after that a download that the fault met has ended, whole or broken."""

CONTROL_MS = 3_000
"""How long the run without any fault lasts."""

ADVERTS_WITH_TWO_OWNERS = 4
"""For how many advert intervals two nodes may own a VIP while they change over."""
