# SPDX-License-Identifier: Apache-2.0
"""One program on each notify line; the lines of others stay."""

import subprocess
from pathlib import Path

import pytest
from tests.methods.sites import CFG, KEEPALIVED, PLAIN, files_after, lines, plan, refused, site

from holdfast.check.shell_syntax import first_operator
from holdfast.load.site import load
from holdfast.methods.notify_command import needs_shell
from holdfast.methods.notify_start import COLD
from holdfast.model.shell import shell_commands
from holdfast.render.notify_program import NOTIFY_PATH, NOTIFY_PROGRAM

HEAD = (
    b"vrrp_instance VI_01 {\n    interface ens18\n    virtual_router_id 51\n"
    b"    virtual_ipaddress {\n        172.22.21.36/24\n    }\n"
)
MASTER = b'notify_master "/usr/local/sbin/vip-notify INSTANCE VI_01 MASTER" root'
BACKUP = b'notify_backup "/usr/local/sbin/vip-notify INSTANCE VI_01 BACKUP" root'
FAULT = b'notify_fault "/usr/local/sbin/vip-notify INSTANCE VI_01 FAULT" root'
OPEN_BELOW = HEAD.replace(b" {\n", b"\n{\n", 1)
OURS = b"".join(b"    %s\n" % line for line in (MASTER, BACKUP, FAULT))
CONF = f"lb1/{KEEPALIVED}"
START = {"usr/local/bin/up.sh": b"#!/bin/sh\nif true; then\n  systemctl start haproxy\nfi\n"}


def block(inner: bytes) -> dict[str, bytes]:
    """A node whose instance has these lines too."""
    return {CFG: PLAIN, KEEPALIVED: HEAD + inner + b"}\n"}


@pytest.mark.parametrize(
    "files",
    [
        block(b"") | {CFG: b"frontend web\n bind 127.0.0.1:80\n"},
        block(OURS) | {NOTIFY_PATH[1:]: NOTIFY_PROGRAM},
        block(b'    notify "/usr/local/sbin/vip-notify" root\n')
        | {NOTIFY_PATH[1:]: NOTIFY_PROGRAM},
        block(b"    notify_master /usr/local/bin/mail.sh\n") | {CFG: b""},
        block(b'    notify_stop "/usr/bin/systemctl stop haproxy"\n') | {CFG: b""},
        block(b"    notify_fault \"/bin/sh -c 'echo x > /run/x; ls | wc'\"\n") | {CFG: b""},
    ],
)
def test_a_site_that_needs_nothing_gets_an_empty_plan(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    assert plan(site(tmp_path, files), "notify-start").changes == ()


def test_lines_are_put_behind_the_last_statement_of_the_block(tmp_path: Path) -> None:
    of = site(tmp_path, block(b"    # the end\n"))

    assert files_after(of, "notify-start") == {
        CONF: HEAD + b"    # the end\n" + OURS + b"}\n",
        f"lb1{NOTIFY_PATH}": NOTIFY_PROGRAM,
    }
    assert plan(of, "notify-start").changes[0].mode == 0o755  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (HEAD.replace(b"\n", b"\r\n") + b"}\r\n", HEAD.replace(b"\n", b"\r\n")
         + OURS.replace(b"\n", b"\r\n") + b"}\r\n"),
        (HEAD + b"}", HEAD + OURS + b"}"),
        (HEAD + b"priority 9 }\n", HEAD + b"priority 9 \n" + OURS + b"}\n"),
        (OPEN_BELOW + b"}\n", OPEN_BELOW + OURS + b"}\n"),
        (HEAD.replace(b"    ", b"\t") + b"\t}\n", HEAD.replace(b"    ", b"\t")
         + OURS.replace(b"    ", b"\t") + b"\t}\n"),
    ],
)  # fmt: skip
def test_the_style_of_the_block_is_kept(tmp_path: Path, text: bytes, wanted: bytes) -> None:
    of = site(tmp_path, {CFG: PLAIN, KEEPALIVED: text})

    assert files_after(of, "notify-start")[CONF] == wanted


def test_the_recipes_lines_are_replaced_and_nothing_else(tmp_path: Path) -> None:
    recipe = (
        b"    notify_master \"/usr/local/bin/start_haproxy.sh && /usr/bin/echo 'M' > /tmp/s\" # a\n"
        b"    notify_backup \"/usr/local/bin/start_haproxy.sh && /usr/bin/echo 'B' > /tmp/s\"\n"
        b"    notify_fault \"/usr/bin/echo 'Master-Backup Fault' > /tmp/s\"\n"
    )
    of = site(tmp_path, block(recipe))

    wanted = b"    %s # a\n    %s\n    %s\n" % (MASTER, BACKUP, FAULT)
    assert files_after(of, "notify-start")[CONF] == HEAD + wanted + b"}\n"
    assert (
        "lb1: VI_01: notify_fault no longer runs \"/usr/bin/echo 'Master-Backup Fault' > /tmp/s\""
        in plan(of, "notify-start").notes
    )


@pytest.mark.parametrize(
    "command",
    [
        b'"/usr/bin/systemctl start haproxy"',
        b"/usr/local/bin/up.sh",
        b'"/bin/sh /usr/local/bin/up.sh" root',
        b"\"/bin/sh -c 'systemctl restart haproxy.service'\"",
        b"/usr/local/bin/start_haproxy.sh",
        b"/usr/local/bin/mail.sh && echo x",
        b'"/usr/sbin/service haproxy start"',
        b'"/usr/local/sbin/vip-notify INSTANCE VI_02 MASTER" root',
        b'"/usr/local/sbin/vip-notify INSTANCE VI_01 MASTER"',
    ],
)
def test_what_starts_haproxy_or_needs_a_shell_is_replaced(tmp_path: Path, command: bytes) -> None:
    of = site(tmp_path, block(b"    notify_master " + command + b" # x\n") | START)

    after = files_after(of, "notify-start")[CONF]

    assert after == HEAD + b"    %s # x\n    %s\n    %s\n}\n" % (MASTER, BACKUP, FAULT)


def test_beside_lines_of_others_one_notify_line_is_added(tmp_path: Path) -> None:
    of = site(tmp_path, block(b"    notify_master /usr/local/bin/mail.sh\n"))

    after = files_after(of, "notify-start")[CONF]

    assert lines(after, b"notify") == [
        b"    notify_master /usr/local/bin/mail.sh",
        b'    notify "/usr/local/sbin/vip-notify" root',
    ]


def test_a_sync_group_is_mended_and_given_nothing_new(tmp_path: Path) -> None:
    group = b'vrrp_sync_group VG {\n group {\n VI_01\n }\n notify_backup "/bin/x | y"\n}\n'
    of = site(tmp_path, {CFG: b"", KEEPALIVED: HEAD + b"}\n" + group})

    after = files_after(of, "notify-start")[CONF]

    assert after == HEAD + b"}\n" + group.replace(
        b'"/bin/x | y"', b'"/usr/local/sbin/vip-notify GROUP VG BACKUP" root'
    )


def test_an_included_file_is_edited_where_the_block_stands(tmp_path: Path) -> None:
    of = site(
        tmp_path,
        {CFG: PLAIN, KEEPALIVED: b"include vrrp.conf\n", "etc/keepalived/vrrp.conf": HEAD + b"}\n"},
    )

    assert files_after(of, "notify-start")["lb1/etc/keepalived/vrrp.conf"] == HEAD + OURS + b"}\n"


def test_alone_it_says_that_the_backup_stays_cold(tmp_path: Path) -> None:
    assert plan(site(tmp_path, block(b"")), "notify-start").notes == (
        COLD,
        "the state of each instance is in /run/vip-notify/NAME from now on",
        "systemctl reload keepalived, on one node after the other: the VIP stays where it is",
    )


@pytest.mark.parametrize("cfg", [PLAIN.strip() + b" transparent\n", b"frontend w\n bind :80\n"])
def test_where_haproxy_binds_the_vip_it_is_added_and_does_not_warn(
    tmp_path: Path, cfg: bytes
) -> None:
    of = site(tmp_path, block(b"") | {CFG: cfg})

    assert files_after(of, "notify-start")[CONF] == HEAD + OURS + b"}\n"
    assert COLD not in plan(of, "notify-start").notes


@pytest.mark.parametrize(
    ("files", "why"),
    [
        (
            {CFG: PLAIN, KEEPALIVED: b"$B=" + HEAD.replace(b"{", b"{\n$B", 1) + b"}\n"},
            "lb1: VI_01: a definition or a sequence makes this block: write its notify lines by "
            "hand, as `holdfast explain notify-start` shows them",
        ),
        (
            block(OURS[: len(MASTER) + 5]) | {NOTIFY_PATH[1:]: b"#!/bin/sh\n"},
            "lb1: /usr/local/sbin/vip-notify is there with other contents: move it away first",
        ),
        (
            {CFG: PLAIN, KEEPALIVED: HEAD.replace(b"VI_01", b'"VI 01"') + b"}\n"},
            "lb1: a notify line cannot hold the name VI 01: rename it",
        ),
    ],
)  # fmt: skip
def test_what_it_cannot_write_is_refused(tmp_path: Path, files: dict[str, bytes], why: str) -> None:
    assert refused(site(tmp_path, files), "notify-start") == why


def test_loose_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.cfg").write_bytes(PLAIN)
    (tmp_path / "keepalived.conf").write_bytes(HEAD + b"}\n")
    of = load([str(tmp_path / "a.cfg"), str(tmp_path / "keepalived.conf")])

    assert refused(of, "notify-start").startswith("notify-start writes other files of the node")


@pytest.mark.parametrize(
    "text",
    [
        '"/bin/a && b"',
        '"/bin/a > /tmp/x"',
        '"/bin/a 2>&1"',
        '"/bin/a x>/tmp/y"',
        '"/bin/a; b"',
        '"/bin/a | b"',
        '"/bin/a $(b)"',
        '"/bin/a `b`"',
        '"/bin/a &"',
        "\"/bin/a 'b && c'\"",
        "\"/bin/a 'b > c' x=>y\"",
        "\"/bin/sh -c 'a && b'\"",
        '"/bin/a --format=a|b"',
        "/bin/a",
    ],
)
def test_the_rule_and_the_method_see_the_same_shell_syntax(tmp_path: Path, text: str) -> None:
    of = site(tmp_path, block(f"    notify_fault {text}\n".encode()))
    ((notify,),) = (i.notifies for i in of.nodes[0].keepalived.instances)

    assert needs_shell(notify.command) == (first_operator(notify.command) is not None)


@pytest.mark.parametrize(
    ("state", "ran"),
    [
        ("MASTER", ["reset-failed haproxy.service", "start haproxy.service"]),
        ("BACKUP", ["reset-failed haproxy.service", "start haproxy.service"]),
        ("FAULT", []),
        ("STOP", []),
    ],
)
def test_the_program_starts_haproxy_and_leaves_the_state(
    tmp_path: Path, state: str, ran: list[str]
) -> None:
    run = tmp_path / "run"
    program = tmp_path / "vip-notify"
    program.write_bytes(NOTIFY_PROGRAM.replace(b"/run/vip-notify", bytes(run)))
    systemctl = tmp_path / "systemctl"
    systemctl.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/ran\n')
    systemctl.chmod(0o755)

    words = ["/bin/sh", str(program), "INSTANCE", "VI_01", state, "100"]
    subprocess.run(words, check=True, env={"PATH": f"{tmp_path}:/usr/bin:/bin"})

    assert (run / "VI_01").read_text() == f"{state}\n"
    told = (tmp_path / "ran").read_text().splitlines() if ran else []
    assert told == ran
    assert (tmp_path / "ran").exists() == bool(ran)


def test_the_program_is_plain_to_our_own_reader() -> None:
    assert shell_commands(NOTIFY_PROGRAM.decode()) is not None
