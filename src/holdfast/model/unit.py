# SPDX-License-Identifier: Apache-2.0
"""systemd units: what the distribution ships, changed by the node's own files (systemd.unit(5))."""

from collections.abc import Mapping

from msgspec import Struct

from holdfast.model.place import Place

HAPROXY, KEEPALIVED, NFTABLES = "haproxy.service", "keepalived.service", "nftables.service"
NAMES_OF_HAPROXY = ("haproxy", HAPROXY)
"""How systemctl may be told of it."""

OWN_UNITS = "/etc/systemd/system"
"""The folder of the operator's units and drop-ins."""


class Unit(Struct, frozen=True):
    """A service, its drop-ins applied; times in seconds (systemd.service(5)).

    Command lines are as written, before variables are put in. `environment` has what
    `Environment=` and the readable `EnvironmentFile=`s set. `requires` has `BindsTo=` too,
    `reload_from` is `ReloadPropagatedFrom=`. `runtime_preserve` says that RuntimeDirectory= may
    outlive a stop. `network` names a network namespace of
    its own, or the container program that makes one; None for the host's.
    """

    name: str
    type: str = "simple"
    exec_start_pre: tuple[str, ...] = ()
    exec_start: tuple[str, ...] = ()
    exec_start_post: tuple[str, ...] = ()
    exec_reload: tuple[str, ...] = ()
    exec_stop: tuple[str, ...] = ()
    exec_stop_post: tuple[str, ...] = ()
    environment: Mapping[str, str] = {}
    remain_after_exit: bool = False
    runtime_directories: tuple[str, ...] = ()
    runtime_preserve: bool = False
    restart: str = "no"
    restart_sec: float = 0.1
    start_limit_interval: float = 10.0
    start_limit_burst: int = 5
    kill_mode: str = "control-group"
    kill_signal: str = "SIGTERM"
    timeout_stop: float = 90.0
    timeout_start: float = 90.0
    success_exit_status: tuple[int, ...] = ()
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    reload_from: tuple[str, ...] = ()
    enabled: bool = True
    enabled_at: Place | None = None
    paths: tuple[str, ...] = ()
    network: str | None = None
    private_tmp: bool = False
