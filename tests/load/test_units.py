# SPDX-License-Identifier: Apache-2.0
"""Units: replaced, changed by drop-ins, masked (systemd.unit(5), systemd.syntax(7))."""

from pathlib import Path

import pytest
from tests.load.nodes import Files, node

from holdfast.load.units.quoting import words
from holdfast.load.units.unit_file import time_span
from holdfast.model.unit import Unit

UNIT = "etc/systemd/system/haproxy.service"
DROP = "etc/systemd/system/haproxy.service.d"


def unit(folder: Path, files: Files, name: str = "haproxy") -> Unit:
    return node(folder, files).units[f"{name}.service"]


def drop_in(folder: Path, text: str) -> Unit:
    return unit(folder, {f"{DROP}/a.conf": text})


def test_debian_12_is_what_its_packages_install(tmp_path: Path) -> None:
    haproxy = unit(tmp_path / "1", {})
    keepalived = unit(tmp_path / "2", {}, "keepalived")

    assert haproxy.exec_start == ("/usr/sbin/haproxy -Ws -f $CONFIG -p $PIDFILE $EXTRAOPTS",)
    assert haproxy.environment["CONFIG"] == "/etc/haproxy/haproxy.cfg"
    assert (haproxy.type, haproxy.restart, haproxy.restart_sec) == ("notify", "always", 0.1)
    assert (haproxy.kill_mode, haproxy.success_exit_status) == ("mixed", (143,))
    assert haproxy.after == ("network-online.target", "rsyslog.service")
    assert (haproxy.start_limit_burst, haproxy.start_limit_interval) == (5, 10.0)
    assert (keepalived.restart, keepalived.kill_mode) == ("no", "control-group")
    assert keepalived.exec_start == ("/usr/sbin/keepalived --dont-fork $DAEMON_ARGS",)
    assert (haproxy.enabled, haproxy.enabled_at, haproxy.paths) == (True, None, ())


@pytest.mark.parametrize("package", ["haproxy", "keepalived"])
def test_the_installed_unit_is_the_one_we_know(tmp_path: Path, package: str) -> None:
    installed = Path(f"/lib/systemd/system/{package}.service")
    if not installed.exists() or 'VERSION_ID="12"' not in Path("/etc/os-release").read_text():
        pytest.skip("not a Debian 12 with the package")
    known = unit(tmp_path / "known", {}, package)
    path = f"lib/systemd/system/{package}.service"
    read = unit(tmp_path / "read", {path: installed.read_bytes()}, package)

    assert read.paths == (f"/{path}",)
    assert [(f, getattr(read, f)) for f in Unit.__struct_fields__ if f != "paths"] == [
        (f, getattr(known, f)) for f in Unit.__struct_fields__ if f != "paths"
    ]


@pytest.mark.parametrize(
    "text",
    ["Restart=no\n", "[Unit]\nRestart=no\n", "[Service]\n#Restart=no\n;Restart=no\nRestart no\n"],
)
def test_a_drop_in_that_changes_nothing(tmp_path: Path, text: str) -> None:
    assert drop_in(tmp_path, text).restart == "always"


def test_a_drop_in_changes_one_setting(tmp_path: Path) -> None:
    found = drop_in(
        tmp_path, "[Service]\nRestartSec = 2\n[Unit]\nAfter=a.service\nStartLimitBurst=0\n"
    )

    assert (found.restart, found.restart_sec, found.start_limit_burst) == ("always", 2.0, 0)
    assert found.after == ("network-online.target", "rsyslog.service", "a.service")
    assert found.paths == (f"/{DROP}/a.conf",)


def test_an_empty_setting_forgets_the_list_but_no_dependency(tmp_path: Path) -> None:
    found = drop_in(tmp_path, "[Service]\nExecStart=\nExecStart=/x\nExecReload=\n[Unit]\nAfter=\n")

    assert (found.exec_start, found.exec_reload) == (("/x",), ())
    assert found.after == ("network-online.target", "rsyslog.service")


def test_lines_go_on_behind_a_backslash(tmp_path: Path) -> None:
    text = "[Service]\nExecStart=\nExecStart=/x -d a \\\n# not this\n   -d b \\\n -q\nRestart=no\n"
    found = drop_in(tmp_path, text)

    assert ([line.split() for line in found.exec_start], found.restart) == (
        [["/x", "-d", "a", "-d", "b", "-q"]],
        "no",
    )


def test_the_order_of_drop_ins(tmp_path: Path) -> None:
    restart = "[Service]\nRestartSec={}\n".format
    files = {
        f"{DROP}/20.conf": restart(20),
        "usr/lib/systemd/system/haproxy.service.d/30.conf": restart(30),
        "run/systemd/system/haproxy.service.d/40.conf": restart(40),
        "usr/lib/systemd/system/haproxy.service.d/40.conf": restart(41),
        f"{DROP}/no.txt": restart(50),
        "etc/systemd/system/service.d/10.conf": restart(10),
        "etc/systemd/system/service.d/40.conf": restart(42),
    }

    assert unit(tmp_path / "1", files).restart_sec == 40
    masked = {**files, f"{DROP}/40.conf": "-> /dev/null"}
    assert unit(tmp_path / "2", masked).restart_sec == 30


def test_the_nodes_own_unit_replaces_the_distributions(tmp_path: Path) -> None:
    own = "[Service]\nExecStart=/opt/haproxy -f /x\n"
    lower = {"usr/lib/systemd/system/haproxy.service": "[Service]\nExecStart=/no\n"}
    found = unit(tmp_path, {UNIT: own, **lower, "x": ""})

    assert (found.exec_start, found.restart, found.environment) == (
        ("/opt/haproxy -f /x",),
        "no",
        {},
    )


@pytest.mark.parametrize(
    ("text", "environment"),
    [
        ("Environment=A=1 B=2", {"A": "1", "B": "2"}),
        ("Environment=\"A=1 2\" 'B=3 4'", {"A": "1 2", "B": "3 4"}),
        ('Environment=A="1 2"', {"A": "1 2"}),
        ("Environment=A=1\nEnvironment=A=2", {"A": "2"}),
        ("Environment=A=1\nEnvironment=\nEnvironment=B=2", {"B": "2"}),
        ("Environment=A=1\nEnvironmentFile=/etc/default/x", {"A": "file", "C": "x y"}),
        ("EnvironmentFile=-/etc/default/gone\nEnvironment=1A=x A", {}),
    ],
)
def test_environment(tmp_path: Path, text: str, environment: dict[str, str]) -> None:
    files = {
        UNIT: f"[Service]\nExecStart=/x\n{text}\n",
        "etc/default/x": "# A=no\nA=file\nC='x y'\nbad line\n",
    }

    assert unit(tmp_path, files).environment == environment


def test_masked_disabled_and_enabled(tmp_path: Path) -> None:
    wants = "etc/systemd/system/multi-user.target.wants/haproxy.service"
    rhel = {"etc/os-release": "ID=rhel\nVERSION_ID=9.4\n"}
    link = "-> /usr/lib/systemd/system/haproxy.service"
    masked = unit(tmp_path / "1", {UNIT: "-> /dev/null"})
    disabled = unit(tmp_path / "2", rhel)
    enabled = unit(tmp_path / "3", {wants: link, **rhel})

    assert (masked.enabled, masked.enabled_at and masked.enabled_at.path) == (False, f"/{UNIT}")
    assert (disabled.enabled, disabled.enabled_at) == (False, None)
    assert (enabled.enabled, enabled.enabled_at and enabled.enabled_at.path) == (True, f"/{wants}")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("100ms", 0.1),
        ("5", 5),
        ("1min 30s", 90),
        ("1min30s", 90),
        ("infinity", float("inf")),
        ("2h", 7200),
        ("x", 7),
        ("", 7),
        ("5 x", 7),
    ],
)
def test_time_spans(text: str, seconds: float) -> None:
    assert time_span(text, 7) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('a "b c" d', ["a", "b c", "d"]),
        ("a'b c'd", ["ab cd"]),
        (r"a\ b \x41 '\t'", ["a b", "A", "\t"]),
        ('open "quote', ["open", "quote"]),
        ("", []),
    ],
)
def test_words(text: str, wanted: list[str]) -> None:
    assert words(text) == wanted


def test_a_node_has_its_own_services_and_the_firewall(tmp_path: Path) -> None:
    own = (
        "[Unit]\nAfter=nftables.service\nBefore=haproxy.service\nPartOf=nftables.service\n"
        "ReloadPropagatedFrom=nftables.service\nRequires=x.device\n"
        "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/a\nRuntimeDirectory=a b/c\n"
        "[Install]\nWantedBy=multi-user.target\n"
    )
    folder = "etc/systemd/system"
    files = {
        f"{folder}/own.service": own,
        f"{folder}/idle.service": own,
        f"{folder}/multi-user.target.wants/own.service": "-> ../own.service",
        f"{folder}/sysinit.target.wants/nftables.service": "-> /lib/systemd/system/x",
        f"{folder}/alias.service": "-> /lib/systemd/system/haproxy.service",
        f"{folder}/template@.service": own,
    }
    units = node(tmp_path, files).units

    assert sorted(units) == [
        "haproxy.service", "idle.service", "keepalived.service", "nftables.service", "own.service",
    ]  # fmt: skip
    found = units["own.service"]
    assert (found.type, found.remain_after_exit, found.enabled) == ("oneshot", True, True)
    assert (found.after, found.before) == (("nftables.service",), ("haproxy.service",))
    assert (found.part_of, found.reload_from) == (("nftables.service",), ("nftables.service",))
    assert (found.runtime_directories, found.runtime_preserve) == (("a", "b/c"), False)
    assert not units["idle.service"].enabled
    assert units["nftables.service"].enabled
    assert not node(tmp_path / "bare", {}).units["nftables.service"].enabled
