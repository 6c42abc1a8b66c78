# SPDX-License-Identifier: Apache-2.0
"""The faults, a line each, in the order in which they are told."""

from holdfast.drill.fault import Fault
from holdfast.drill.faults import (
    advert_loss,
    boot,
    config_reload,
    control,
    double_fault,
    haproxy_crash,
    haproxy_gone,
    haproxy_hang,
    keepalived_hang,
    keepalived_kill,
    keepalived_stop,
    link_down,
    node_power,
    node_stall,
    partition,
    partition_one_way,
    planned_move,
    restart_on_backup,
    return_,
    split_then_heal,
)

CONTROL = Fault("control", control.phases)
"""The run without a fault that comes before them: nobody asks for it by name."""

FAULTS = (
    Fault("boot", boot.phases, quick=True),
    Fault("haproxy-crash", haproxy_crash.phases, quick=True),
    Fault("haproxy-gone", haproxy_gone.phases, quick=True),
    Fault("haproxy-hang", haproxy_hang.phases),
    Fault("keepalived-stop", keepalived_stop.phases, quick=True),
    Fault("keepalived-kill", keepalived_kill.phases),
    Fault("keepalived-hang", keepalived_hang.phases),
    Fault("node-power", node_power.phases, quick=True),
    Fault("node-stall", node_stall.phases),
    Fault("return", return_.phases),
    Fault("link-down", link_down.phases),
    Fault("partition", partition.phases),
    Fault("partition-one-way", partition_one_way.phases),
    Fault("split-then-heal", split_then_heal.phases),
    Fault("advert-loss", advert_loss.phases),
    Fault("double-fault", double_fault.phases),
    Fault("restart-on-backup", restart_on_backup.phases, quick=True),
    Fault("config-reload", config_reload.phases),
    Fault("planned-move", planned_move.phases),
)
