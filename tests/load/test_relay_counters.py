# SPDX-License-Identifier: Apache-2.0
"""What nft tells of its counters."""

import json

from holdfast.load.firewall.relay_counters import relayed
from holdfast.model.relay import Relayed


def told(*counters: tuple[str, str, str, int]) -> bytes:
    entries = [
        {"counter": {"family": family, "table": table, "name": name, "handle": 9, "packets": count}}
        for family, table, name, count in counters
    ]
    return json.dumps({"nftables": [{"metainfo": {"version": "1.0.6"}}, *entries]}).encode()


def test_both_families_are_counted_together_and_no_other_table() -> None:
    found = told(
        ("ip", "holdfast_relay", "relayed", 12),
        ("ip", "holdfast_relay", "lent", 3),
        ("ip", "holdfast_relay", "overdue", 1),
        ("ip6", "holdfast_relay", "relayed", 30),
        ("ip6", "holdfast_relay", "lent", 0),
        ("ip6", "holdfast_relay", "overdue", 0),
        ("inet", "filter", "relayed", 500),
    )

    assert relayed(found) == Relayed(42, 3, 1)


def test_without_a_table_nothing_counts() -> None:
    assert relayed(told()) is None
