# SPDX-License-Identifier: Apache-2.0
"""What the model allows daemons and programs beyond their timers, in milliseconds."""

SLACK_MS = 100.0
"""How much later than its timer a daemon may act: the machine is busy."""

HAPROXY_START_MS = 400.0
"""The longest start of HAProxy, from the call to the first answer."""

KEEPALIVED_START_MS = 1000.0
"""The longest start of keepalived, from the call to the state BACKUP."""

CHECK_RUN_MS = 300.0
"""The longest run of a check that does not hang."""

FORGOTTEN_MS = 60_000.0
"""The longest that a sender knows a neighbour whose answers are lost (arp(7), RFC 4861 10): 1.5
times base_reachable_time, delay_first_probe_time, three probes a second apart."""

RESOLVED_MS = 1100.0
"""The longest until it asks again for one that it has forgotten, and is answered (retrans_time)."""

PROMPT_MS = 100.0
"""How long keepalived takes to hear of a process's end, or of a change of a file."""
