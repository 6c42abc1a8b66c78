# SPDX-License-Identifier: Apache-2.0
"""The claims, a line each, in the order in which they are told."""

from holdfast.prove.claim import Claim
from holdfast.prove.claims import (
    dead_node_holds_no_vip,
    haproxy_runs_everywhere,
    one_owner,
    outage_within,
    owner_serves,
    returns_as_configured,
    settles,
    some_owner,
)

CLAIMS = (
    Claim("haproxy-runs-everywhere", haproxy_runs_everywhere.breach),
    Claim("one-owner", one_owner.breach),
    Claim("some-owner", some_owner.breach),
    Claim("owner-serves", owner_serves.breach, needs=owner_serves.needs, idle=owner_serves.IDLE),
    Claim("settles", settles.breach, "round"),
    Claim("dead-node-holds-no-vip", dead_node_holds_no_vip.breach),
    Claim("returns-as-configured", returns_as_configured.breach),
    Claim("outage-within", outage_within.breach, "outage"),
)
