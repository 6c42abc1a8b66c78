# SPDX-License-Identifier: Apache-2.0
"""The unit that loads the relay's table, and the drop-in that pulls it in (systemd.unit(5))."""

from holdfast.model.relay import RELAY_PATH, RELAY_UNIT, TABLE
from holdfast.model.unit import HAPROXY, OWN_UNITS

UNIT_PATH = f"{OWN_UNITS}/{RELAY_UNIT}"
UNIT_TEXT = f"""\
[Unit]
Description=Connections handed on between the nodes (holdfast explain relay)
# Debian's nftables.conf begins with `flush ruleset`: load the table again whenever that is loaded
After=nftables.service
PartOf=nftables.service
ReloadPropagatedFrom=nftables.service
# a connection that HAProxy accepts before the table is there carries no mark
Before=haproxy.service keepalived.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f {RELAY_PATH}
ExecReload=/usr/sbin/nft -f {RELAY_PATH}
ExecStop=-/usr/sbin/nft delete table ip {TABLE}
ExecStop=-/usr/sbin/nft delete table ip6 {TABLE}
"""

WANTED_PATH = f"{OWN_UNITS}/{HAPROXY}.d/holdfast-relay.conf"
WANTED_TEXT = f"""\
[Unit]
# Without its table HAProxy serves all the same, so this is no Requires=.
Wants={RELAY_UNIT}
"""
