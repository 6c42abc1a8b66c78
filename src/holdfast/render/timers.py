# SPDX-License-Identifier: Apache-2.0
"""What `timers` adds: blocks of keepalived.conf(5) (2.2.7), drop-ins (systemd.unit(5))."""

from holdfast.model.health_check import ANSWERS_PATH, DOWN_PATH

DOWN, ANSWERS = "haproxy_down", "haproxy_answers"
"""The names of the tracked file and of the check."""

TRACK_FILE = f"""\
# haproxy.service says here whether HAProxy listens: 0 it does, 1 it does not. Without a weight a
# failure is a FAULT: this node sends priority 0, and the other takes over after its skew alone.
track_file {DOWN} {{
    file {DOWN_PATH}
    weight 0
    init_file 1  # it is gone after a boot, and a missing file would count as healthy
}}
"""


def answers_script(socket: str) -> str:
    """The check that asks HAProxy on its statistics socket."""
    return f"""\
# A HAProxy that hangs still has its process, and its unit is still active: ask it for an answer.
vrrp_script {ANSWERS} {{
    script "{ANSWERS_PATH} {socket}"
    interval 1  # the shortest there is; the program itself gives up after half of it
    fall 2  # one slow answer moves nothing
    user root  # whom every mode of the socket lets in
}}
"""


HAPROXY_DROP_IN = f"""\
[Service]
# HAProxy tells systemd when it listens (-Ws, Type=notify): only then is it well for keepalived.
ExecStartPost=/bin/sh -c 'echo 0 >{DOWN_PATH}'
# However it ended, and before it is started again: keepalived gives the VIP away at once.
ExecStopPost=/bin/sh -c 'echo 1 >{DOWN_PATH}'
"""


def keepalived_drop_in(restart_ms: int) -> str:
    """Behind HAProxy in the order of things, and back within so many milliseconds."""
    return f"""\
[Unit]
# The VIP comes when HAProxy listens, and leaves before HAProxy stops.
After=haproxy.service
# No start limit: a keepalived that stays dead leaves its VIP here for ever.
StartLimitIntervalSec=0

[Service]
# One that was killed leaves its VIP behind, and the peer has it too; one that starts removes it.
Restart=on-failure
RestartSec={restart_ms}ms
"""


STATS_SOCKET = "/run/haproxy-answers.sock"
GLOBAL_SECTION = f"""
# asked by keepalived's check ({ANSWERS_PATH})
global
    stats socket {STATS_SOCKET} mode 600 level user
"""
