# SPDX-License-Identifier: Apache-2.0
"""Every deadline of lab and drill, by name, in milliseconds (_MS). Nothing else waits.

SETTLE_MS is the model's: what check says of a slow check has to agree with a drill's verdict; and
NOTICED_MS: a plan waits as long for a second owner as a drill does.
"""

from holdfast.model.timing import NOTICED_MS as NOTICED_MS  # noqa: PLC0414 - passed on
from holdfast.model.timing import SETTLE_MS as SETTLE_MS  # noqa: PLC0414 - passed on

SANDBOX_MS = 10_000  # from the first process to a hub that answers
BOOT_MS = 20_000  # from power on to units told to start
COMMAND_MS = 100_000  # a command inside a node; systemd's own start timeout is 90 s
REPLY_MS = 10_000  # any other question to the hub
CLOSE_MS = 5_000  # until every process of a lab is gone

REQUEST_MS = 1_000  # a request without an answer has failed
BESIDE_MS = 10  # a request without an answer gets another beside it
REFUSED_PAUSE_MS = 5  # after a refused connection, the next one
DOWNLOAD_STALL_MS = 3_000  # a download without a byte is broken
DOWNLOAD_RETRY_MS = 100  # after a download that did not start, the next one
DOWNLOADS_BEGIN_MS = 1_000  # many downloads begin one after the other within this time
ARP_MS = 200  # answers to one ARP question are collected
POLL_MS = 10  # how often `eventually` looks again
LATENESS_LOOK_MS = 20  # how often a lab looks whether it is late

STEADY_MS = 1_500
"""How long it must stay so before it counts."""

JUST_BEFORE_MS = 30
"""Two looks of `eventually` and a run of nft."""

RECENT_MS = 500
"""Requests are answered: of those that ended in this last time, at least one and all."""

STARVED_MS = 6_000
"""How long nodes get only a share of their time."""

STARVED_ROUND_MS = 500
"""Every so often a starved node has its turn,"""

STARVED_TURN_MS = 100
"""which is as long as this."""

LOSS_MS = 8_000
"""How long a share of the adverts is lost."""

BOOTED_MS = 2_000
"""By then a node of the lab that was switched on has its services up."""

RETURN_WITHIN_MS = 30_000
"""The longest that a drill waits for a VIP to come back: `preempt_delay` may be 1000 s."""

READY_MS = 500
"""How long a mended lab must stay as it was at first before the next fault."""

DOWNLOAD_SILENT_MS = READY_MS
"""A download without a byte for so long when the lab is ready again was broken by the mending."""

DOWNLOADS_READY_MS = 2_000
"""How long the next fault waits for the downloads that it is to meet."""

GATE_LOOK_MS = 100
"""How often it is looked whether a gate holds: most looks start a program on the node."""

RELOADED_MS = 5_000
"""By then keepalived has read its files again."""

DRAINED_MS = 30_000
"""Within this time a drill's connections on the node that gave its VIPs away have ended."""

MOVE_BACK_MS = 500
"""How long the VIPs stay away in a planned move there and back."""

ORPHANED_MS = 50
"""The longest that a planned move may leave a VIP without an owner."""

READY_WITHIN_MS = 45_000
"""How long the next fault waits for that: a check with `rise 10` and `interval 2` takes 20 s."""

FATE_MS = 4_500
"""Within this time after that a download that the fault met has ended, whole or broken."""

FATE_LOOK_MS = 100
"""How often it is looked whether it has: to tell of every download costs the client time."""

CONTROL_MS = 3_000
"""How long the run without any fault lasts."""

RELAY_ALONE_MS = 1_000
"""A VIP may stay so long where HAProxy is dead, though a relay has its clients served."""

ADVERTS_WITH_TWO_OWNERS = 4
"""For how many advert intervals two nodes may own a VIP while they change over."""
