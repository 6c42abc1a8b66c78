# SPDX-License-Identifier: Apache-2.0
"""What systemd and the kernel say: of the two services, and of the node itself.

Sources: systemd 247 to 257, src/core/job.c, unit.c, service.c; journalctl(1) on boots.
"""

from holdfast.story.happening import Booted, Died, GaveUp, Started, Stopped, Stopping
from holdfast.story.journal import REBOOT
from holdfast.story.saying import Saying, saying

_KEEPALIVED = r"(?:keepalived\.service\b|Keepalive Daemon)"
_HAPROXY = r"(?:haproxy\.service\b|HAProxy Load Balancer)"
_DEATH = (
    r"Main process exited, "
    r"(?P<how>code=(?:killed|dumped), status=\S+|code=exited, status=(?!0|143)\S+)"
)
_LIMIT = r"Start request repeated too quickly"

SYSTEMD_SAYS: tuple[Saying, ...] = (
    saying(rf"{REBOOT}", Booted),
    saying(rf"Stopping {_KEEPALIVED}", Stopping, program="keepalived"),
    saying(rf"Stopped {_KEEPALIVED}", Stopped, program="keepalived"),
    saying(rf"keepalived\.service: {_DEATH}", Died, program="keepalived"),
    saying(rf"keepalived\.service: {_LIMIT}", GaveUp, program="keepalived"),
    saying(rf"Started {_HAPROXY}", Started, program="haproxy"),
    saying(rf"Stopping {_HAPROXY}", Stopping, program="haproxy"),
    saying(rf"Stopped {_HAPROXY}", Stopped, program="haproxy"),
    saying(rf"haproxy\.service: {_DEATH}", Died, program="haproxy"),
    saying(rf"haproxy\.service: {_LIMIT}", GaveUp, program="haproxy"),
)

KERNEL: tuple[Saying, ...] = (saying(r"(?:\[ *0\.0+\] )?Linux version ", Booted),)
