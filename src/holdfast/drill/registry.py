# SPDX-License-Identifier: Apache-2.0
"""The faults, a line each, in the order in which they are played."""

from holdfast.drill.fault import Fault
from holdfast.drill.faults import (
    boot,
    control,
    haproxy_crash,
    haproxy_gone,
    keepalived_stop,
    node_power,
    restart_on_backup,
)

CONTROL = Fault("control", control.phases)
"""The run without a fault that comes before them: nobody asks for it by name."""

FAULTS = (
    Fault("boot", boot.phases),
    Fault("haproxy-crash", haproxy_crash.phases),
    Fault("haproxy-gone", haproxy_gone.phases),
    Fault("keepalived-stop", keepalived_stop.phases),
    Fault("node-power", node_power.phases),
    Fault("restart-on-backup", restart_on_backup.phases),
)
