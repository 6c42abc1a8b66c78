# SPDX-License-Identifier: Apache-2.0
"""What the relay's tables count, as `nft --json list counters` prints it (libnftables-json(5))."""

import msgspec

from holdfast.model.relay import TABLE, Relayed


def relayed(told: bytes) -> Relayed | None:
    """The counters of both families together; None where no table of the relay's is loaded."""
    found = {"relayed": 0, "lent": 0, "overdue": 0}
    tables = False
    for entry in msgspec.json.decode(told)["nftables"]:
        counter = entry.get("counter", {})
        if counter.get("table") == TABLE and counter["name"] in found:
            found[counter["name"]] += counter["packets"]
            tables = True
    return Relayed(**found) if tables else None
