# SPDX-License-Identifier: Apache-2.0
"""Every deadline of the lab, by name, in milliseconds. Nothing else waits."""

SANDBOX_MS = 10_000  # from the first process to a hub that answers
BOOT_MS = 20_000  # from power on to units told to start
COMMAND_MS = 100_000  # a command inside a node; systemd's own start timeout is 90 s
REPLY_MS = 10_000  # any other question to the hub
CLOSE_MS = 5_000  # until every process of a lab is gone

SETTLE_MS = 10_000  # a drill's verdict: everything is as it should be by then

REQUEST_MS = 1_000  # a request without an answer has failed
BESIDE_MS = 10  # a request without an answer gets another beside it
REFUSED_PAUSE_MS = 5  # after a refused connection, the next one
DOWNLOAD_STALL_MS = 3_000  # a download without a byte is broken
DOWNLOAD_RETRY_MS = 100  # after a download that did not start, the next one
ARP_MS = 200  # answers to one ARP question are collected
POLL_MS = 10  # how often `eventually` looks again
