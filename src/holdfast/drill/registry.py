# SPDX-License-Identifier: Apache-2.0
"""The faults, a line each, in the order in which they are told."""

from holdfast.drill.fault import Fault
from holdfast.drill.faults import (
    advert_loss,
    boot,
    boot_storm,
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
    rolling_change,
    split_then_heal,
)

CONTROL = Fault("control", control.phases)
"""The run without a fault that comes before them: nobody asks for it by name."""

FAULTS = (
    Fault("boot", boot.phases, quick=True, about_s=24),
    Fault("boot-storm", boot_storm.phases, about_s=12),
    Fault("haproxy-crash", haproxy_crash.phases, quick=True, about_s=2),
    Fault("haproxy-gone", haproxy_gone.phases, quick=True),
    Fault("haproxy-hang", haproxy_hang.phases),
    Fault("keepalived-stop", keepalived_stop.phases, quick=True, about_s=7),
    Fault("keepalived-kill", keepalived_kill.phases, about_s=17),
    Fault("keepalived-hang", keepalived_hang.phases, about_s=13),
    Fault("node-power", node_power.phases, quick=True),
    Fault("node-stall", node_stall.phases, about_s=17, loses_frames=True),
    Fault("return", return_.phases, about_s=15),
    Fault("link-down", link_down.phases),
    Fault("partition", partition.phases, about_s=6, loses_frames=True),
    Fault("partition-one-way", partition_one_way.phases, about_s=12, loses_frames=True),
    Fault("split-then-heal", split_then_heal.phases, about_s=8, loses_frames=True),
    Fault("advert-loss", advert_loss.phases, about_s=32, loses_frames=True),
    Fault("double-fault", double_fault.phases, about_s=28),
    Fault("restart-on-backup", restart_on_backup.phases, quick=True, about_s=5),
    Fault("config-reload", config_reload.phases, about_s=24),
    Fault("rolling-change", rolling_change.phases, about_s=90),
    Fault("planned-move", planned_move.phases, about_s=20),
)
