# SPDX-License-Identifier: Apache-2.0
"""The units that each OS release's own packages bring, as far as fail-over hangs on them.

Debian 12 is read off the installed packages. The others follow upstream's unit of the version they
ship (haproxy: admin/systemd/haproxy.service.in; keepalived: keepalived.service.in) and what the
packages are known to change; an unknown release is taken for Debian 12.
"""

from msgspec import Struct

from holdfast.model.site import OsRelease

Directive = tuple[str, str, str]
"""Section, name and value, as in a unit file."""


class Release(Struct, frozen=True):
    """What a release ships; `links_sysctl_conf`: etc/sysctl.d/99-sysctl.conf leads to sysctl.conf.

    `services_enabled` says whether the packages enable haproxy and keepalived; nftables.service
    is enabled by none. `counts_adverts`: keepalived knows `down_timer_adverts` (2.2.3 and newer).
    """

    haproxy: tuple[Directive, ...]
    keepalived: tuple[Directive, ...]
    nftables: tuple[Directive, ...]
    links_sysctl_conf: bool = True
    services_enabled: bool = True
    counts_adverts: bool = True


def release(os: OsRelease) -> Release | None:
    """What this release ships, or None for one that is not known."""
    return _RELEASES.get((_FAMILY.get(os.id, os.id), os.version.partition(".")[0]))


def assumed_release(os: OsRelease) -> Release:
    """What this release ships; for an unknown one what Debian 12 does."""
    return release(os) or _DEBIAN_12


_FAMILY = dict.fromkeys(("rhel", "rocky", "almalinux", "centos", "ol"), "rhel")

_ONLINE: tuple[Directive, ...] = (
    ("Unit", "After", "network-online.target"),
    ("Unit", "Wants", "network-online.target"),
)
_UPSTREAM_ENVIRONMENT: tuple[Directive, ...] = (
    ("Service", "EnvironmentFile", "-/etc/default/haproxy"),
    ("Service", "EnvironmentFile", "-/etc/sysconfig/haproxy"),
    (
        "Service",
        "Environment",
        '"CONFIG=/etc/haproxy/haproxy.cfg" "PIDFILE=/run/haproxy.pid"'
        ' "EXTRAOPTS=-S /run/haproxy-master.sock"',
    ),
)
_START: Directive = (
    "Service",
    "ExecStart",
    "/usr/sbin/haproxy -Ws -f $CONFIG -p $PIDFILE $EXTRAOPTS",
)
_SIGNAL: Directive = ("Service", "ExecReload", "/bin/kill -USR2 $MAINPID")
_MASTER_WORKER: tuple[Directive, ...] = (
    ("Service", "KillMode", "mixed"),
    ("Service", "SuccessExitStatus", "143"),
    ("Service", "Type", "notify"),
    ("Install", "WantedBy", "multi-user.target"),
)
_DEBIAN_FRAME: tuple[Directive, ...] = (
    *_ONLINE,
    ("Unit", "After", "rsyslog.service"),
    *_UPSTREAM_ENVIRONMENT,
    _START,
    ("Service", "Restart", "always"),
    *_MASTER_WORKER,
)
_HAPROXY_2_2: tuple[Directive, ...] = (
    *_DEBIAN_FRAME,
    ("Service", "ExecStartPre", "/usr/sbin/haproxy -f $CONFIG -c -q $EXTRAOPTS"),
    ("Service", "ExecReload", "/usr/sbin/haproxy -f $CONFIG -c -q $EXTRAOPTS"),
    _SIGNAL,
)
_HAPROXY_2_6: tuple[Directive, ...] = (
    *_DEBIAN_FRAME,
    ("Service", "ExecReload", "/usr/sbin/haproxy -Ws -f $CONFIG -c -q $EXTRAOPTS"),
    _SIGNAL,
)
_HAPROXY_3_0: tuple[Directive, ...] = (
    *_DEBIAN_FRAME,
    ("Service", "ExecReload", "/usr/sbin/haproxy -Ws -f $CONFIG -c $EXTRAOPTS"),
    _SIGNAL,
)


def _haproxy_rhel(environment: str, arguments: str) -> tuple[Directive, ...]:
    return (
        *_ONLINE,
        ("Service", "Environment", environment),
        ("Service", "EnvironmentFile", "-/etc/sysconfig/haproxy"),
        ("Service", "ExecStartPre", f"/usr/sbin/haproxy {arguments} -c -q $OPTIONS"),
        ("Service", "ExecStart", f"/usr/sbin/haproxy -Ws {arguments} -p $PIDFILE $OPTIONS"),
        ("Service", "ExecReload", f"/usr/sbin/haproxy {arguments} -c -q $OPTIONS"),
        _SIGNAL,
        *_MASTER_WORKER,
    )


_FILES_RHEL = '"CONFIG=/etc/haproxy/haproxy.cfg" "PIDFILE=/run/haproxy.pid"'
_HAPROXY_RHEL_8 = _haproxy_rhel(_FILES_RHEL, "-f $CONFIG")
_HAPROXY_RHEL_9 = _haproxy_rhel(
    f'{_FILES_RHEL} "CFGDIR=/etc/haproxy/conf.d"', "-f $CONFIG -f $CFGDIR"
)


def _keepalived_debian(kind: str) -> tuple[Directive, ...]:
    return (
        *_ONLINE,
        ("Service", "Type", kind),
        ("Service", "EnvironmentFile", "-/etc/default/keepalived"),
        ("Service", "ExecStart", "/usr/sbin/keepalived --dont-fork $DAEMON_ARGS"),
        ("Service", "ExecReload", "/bin/kill -HUP $MAINPID"),
        ("Install", "WantedBy", "multi-user.target"),
    )


def _keepalived_rhel(kind: str, arguments: str) -> tuple[Directive, ...]:
    return (
        *_ONLINE,
        ("Unit", "After", "syslog.target"),
        ("Service", "Type", kind),
        ("Service", "KillMode", "process"),
        ("Service", "EnvironmentFile", "-/etc/sysconfig/keepalived"),
        ("Service", "ExecStart", f"/usr/sbin/keepalived {arguments}"),
        ("Service", "ExecReload", "/bin/kill -HUP $MAINPID"),
        ("Install", "WantedBy", "multi-user.target"),
    )


def _nftables(file: str, reload: str) -> tuple[Directive, ...]:
    return (
        ("Unit", "Wants", "network-pre.target"),
        ("Unit", "Before", "network-pre.target"),
        ("Service", "Type", "oneshot"),
        ("Service", "RemainAfterExit", "yes"),
        ("Service", "ExecStart", f"/usr/sbin/nft -f {file}"),
        ("Service", "ExecReload", f"/usr/sbin/nft {reload}"),
        ("Service", "ExecStop", "/usr/sbin/nft flush ruleset"),
        ("Install", "WantedBy", "sysinit.target"),
    )


_NFTABLES_DEBIAN = _nftables("/etc/nftables.conf", "-f /etc/nftables.conf")
_NFTABLES_RHEL = _nftables(
    "/etc/sysconfig/nftables.conf", "'flush ruleset; include \"/etc/sysconfig/nftables.conf\";'"
)
_KEEPALIVED_NOTIFY = _keepalived_debian("notify")
_DEBIAN_12 = Release(_HAPROXY_2_6, _KEEPALIVED_NOTIFY, _NFTABLES_DEBIAN)
_RELEASES: dict[tuple[str, str], Release] = {
    ("debian", "11"): Release(
        _HAPROXY_2_2, _keepalived_debian("simple"), _NFTABLES_DEBIAN, counts_adverts=False
    ),
    ("debian", "12"): _DEBIAN_12,
    ("debian", "13"): Release(
        _HAPROXY_3_0, _KEEPALIVED_NOTIFY, _NFTABLES_DEBIAN, links_sysctl_conf=False
    ),
    ("ubuntu", "22"): Release(_HAPROXY_2_2, _KEEPALIVED_NOTIFY, _NFTABLES_DEBIAN),
    ("ubuntu", "24"): Release(_HAPROXY_2_6, _KEEPALIVED_NOTIFY, _NFTABLES_DEBIAN),
    ("rhel", "8"): Release(
        _HAPROXY_RHEL_8,
        _keepalived_rhel("forking", "$KEEPALIVED_OPTIONS"),
        _NFTABLES_RHEL,
        services_enabled=False,
        counts_adverts=False,
    ),
    ("rhel", "9"): Release(
        _HAPROXY_RHEL_9,
        _keepalived_rhel("notify", "--dont-fork $KEEPALIVED_OPTIONS"),
        _NFTABLES_RHEL,
        services_enabled=False,
    ),
}
