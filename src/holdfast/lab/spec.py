# SPDX-License-Identifier: Apache-2.0
"""What a lab is built from: frozen values, given by the caller, never read from the host.

Times are seconds where systemd's own setting is in seconds, milliseconds where the name
ends in `_ms`. Addresses are text; an interface's addresses carry their prefix length.
"""

from typing import Literal

from msgspec import Struct

UnitType = Literal["simple", "exec", "idle", "notify", "forking", "oneshot"]
Restart = Literal[
    "no", "on-success", "on-failure", "on-abnormal", "on-watchdog", "on-abort", "always"
]
KillMode = Literal["control-group", "mixed", "process", "none"]
NotifyAccess = Literal["none", "main", "exec", "all"]


class NodeFile(Struct, frozen=True):
    """A regular file of a node, byte for byte. `mode` is the permission bits, 0o7777 at most."""

    data: bytes
    mode: int = 0o644


class Interface(Struct, frozen=True):
    """A network card, plugged into `segment`. Without `mac` the lab gives a locally unique one.

    `addresses` are like `172.22.21.10/24` or `fd00:21::10/64`, set before any unit starts.
    """

    name: str
    segment: str
    addresses: tuple[str, ...] = ()
    mac: str = ""


class Route(Struct, frozen=True):
    """`to` is `default` or a prefix; at least one of `via` (an address) and `dev` is given."""

    to: str
    via: str = ""
    dev: str = ""


class Stanza(Struct, frozen=True):
    """One `iface` of /etc/network/interfaces, brought up in the order given (interfaces(5)).

    With `kind` (`dummy`, `bridge` ...) the link is created first, unless it exists.
    Hooks are the raw text of their lines, run by `sh -c` inside the node; one that fails ends
    the stanza, as ifup does.
    """

    name: str
    kind: str = ""
    addresses: tuple[str, ...] = ()
    pre_up: tuple[str, ...] = ()
    up: tuple[str, ...] = ()


class UnitSpec(Struct, frozen=True):
    """A systemd service after all drop-ins are merged (systemd.service(5), systemd.kill(5)).

    Command lines are the raw text of the unit file, prefixes and variables included.
    `environment` holds Environment= and then the content of every EnvironmentFile=, in order.
    `success_exit_status` holds numbers and signal names. `runtime_directories` are made below
    /run at each start and go with the unit, unless `runtime_preserve`. `bind_paths` are pairs
    (source, destination). An `enabled` unit starts at boot. `after`, `before`, `wants`,
    `requires`, `part_of` and `reload_from` (ReloadPropagatedFrom=) are systemd.unit(5); names that
    are no unit of the node have no effect.
    """

    name: str
    exec_start: tuple[str, ...]
    exec_start_pre: tuple[str, ...] = ()
    exec_start_post: tuple[str, ...] = ()
    exec_reload: tuple[str, ...] = ()
    exec_stop: tuple[str, ...] = ()
    exec_stop_post: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    type: UnitType = "simple"
    remain_after_exit: bool = False
    pid_file: str = ""
    notify_access: NotifyAccess = "main"
    restart: Restart = "no"
    restart_s: float = 0.1
    start_limit_interval_s: float = 10.0
    start_limit_burst: int = 5
    kill_mode: KillMode = "control-group"
    kill_signal: str = "SIGTERM"
    send_sigkill: bool = True
    timeout_start_s: float = 90.0
    timeout_stop_s: float = 90.0
    success_exit_status: tuple[str, ...] = ()
    restart_prevent_exit_status: tuple[str, ...] = ()
    runtime_directories: tuple[str, ...] = ()
    runtime_preserve: bool = False
    bind_paths: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    reload_from: tuple[str, ...] = ()
    enabled: bool = True


class Node(Struct, frozen=True):
    """A host: `files` by absolute path, `sysctls` in the order they are to be written.

    A sysctl key is as in sysctl.d(5), dotted or with slashes; only `net` keys are set.
    """

    name: str
    files: dict[str, NodeFile] = {}
    interfaces: tuple[Interface, ...] = ()
    routes: tuple[Route, ...] = ()
    sysctls: tuple[tuple[str, str], ...] = ()
    stanzas: tuple[Stanza, ...] = ()
    units: tuple[UnitSpec, ...] = ()


class Client(Struct, frozen=True):
    """Where the requests come from. It needs an address or a route for every VIP it asks."""

    interfaces: tuple[Interface, ...] = ()
    routes: tuple[Route, ...] = ()


class Backend(Struct, frozen=True):
    """An address that the world answers on, and its TCP ports."""

    address: str
    ports: tuple[int, ...]


class World(Struct, frozen=True):
    """Everything that is not a node: gateways (the interfaces' addresses) and backends.

    No backend may have an address of a node, a VIP or a loopback address.
    """

    interfaces: tuple[Interface, ...] = ()
    routes: tuple[Route, ...] = ()
    backends: tuple[Backend, ...] = ()


class LabSpec(Struct, frozen=True):
    """A whole lab. `segments` are Ethernet segments by name (a bridge each, at most 12 bytes).

    `hosts` are pairs of name and address for every node's /etc/hosts, beside the nodes' own. A
    frame from one node to another takes `delay_ms`, each way; those to and from client and world
    do not.
    """

    nodes: tuple[Node, ...]
    segments: tuple[str, ...] = ("lan",)
    client: Client = Client()
    world: World = World()
    hosts: tuple[tuple[str, str], ...] = ()
    delay_ms: float = 0.0
