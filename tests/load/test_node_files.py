# SPDX-License-Identifier: Apache-2.0
"""A node's file system: links stay inside it, what cannot be read is one clear line."""

import os
from pathlib import Path

import pytest
from tests.load.nodes import HAPROXY, KEEPALIVED, Files, messages, node, site, write

from holdfast.load.node_files import NodeFiles
from holdfast.load.reading import LARGEST_FILE
from holdfast.load.site import load
from holdfast.load.tree import all_files

CFG = "frontend web\n    bind 172.22.21.36:80\n"


def told(folder: Path, files: Files) -> list[str]:
    return messages(site(folder, files), folder)


def test_a_fifo_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(write(tmp_path / "lb1", {}) / HAPROXY)

    assert told(tmp_path, {}) == [
        f"lb1/{HAPROXY}: is no regular file (a FIFO, a socket or a device): it is not read"
    ]


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = write(tmp_path / "lb1", {HAPROXY: ""}) / HAPROXY
    os.truncate(path, 200 << 20)

    assert told(tmp_path, {}) == [
        f"lb1/{HAPROXY}: is too large to be a configuration: 200 MiB, at most "
        f"{LARGEST_FILE >> 20} MiB are read"
    ]


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    (write(tmp_path / "lb1", {}) / KEEPALIVED).mkdir(parents=True)

    assert told(tmp_path, {}) == [f"lb1/{KEEPALIVED}: is a folder, not a file"]


def test_permission_denied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "lb1", {HAPROXY: CFG, KEEPALIVED: ""})
    opened = os.open

    def deny(path: str, *rest: int) -> int:
        if path.endswith("haproxy.cfg"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *rest)

    monkeypatch.setattr("os.open", deny)
    loaded = load([str(folder)])

    assert messages(loaded, tmp_path) == [
        f"lb1/{HAPROXY}: cannot be read (permission denied): run this as a user who may read it"
    ]
    assert loaded.nodes[0].keepalived.paths == ("/etc/keepalived/keepalived.conf",)


def test_a_file_that_is_not_utf8_does_not_spoil_the_rest(tmp_path: Path) -> None:
    loaded = site(
        tmp_path, {HAPROXY: b"global\n# gr\xfc\xdfe\n", KEEPALIVED: "vrrp_instance A {\n}"}
    )

    assert messages(loaded, tmp_path) == [
        f"lb1/{HAPROXY}: not UTF-8 at line 2: convert it (iconv -t UTF-8) or mend it"
    ]
    assert loaded.nodes[0].haproxy.paths == ()
    assert len(loaded.nodes[0].keepalived.instances) == 1


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    files = {HAPROXY: "-> haproxy.cfg", KEEPALIVED: "-> /srv/keepalived.conf"}

    assert told(tmp_path, files) == [
        f"lb1/{KEEPALIVED}: is a symbolic link to /srv/keepalived.conf, which is not there",
        f"lb1/{HAPROXY}: is a loop of symbolic links: remove one of them",
    ]


def test_a_missing_file_behind_a_good_link_is_merely_missing(tmp_path: Path) -> None:
    files = {"usr/lib/systemd/system/other.service": "", "lib": "-> usr/lib"}

    assert told(tmp_path, files) == []


def test_an_absolute_link_starts_at_the_nodes_folder(tmp_path: Path) -> None:
    files = {
        HAPROXY: "-> /srv/x/haproxy.cfg",
        "srv/x": "-> ../../../srv/y",
        "srv/y/haproxy.cfg": CFG,
    }
    loaded = node(tmp_path, files)

    assert [bind.place.path for bind in loaded.haproxy.binds] == ["/srv/y/haproxy.cfg"]
    assert loaded.files["/srv/y/haproxy.cfg"].data == CFG.encode()


def test_a_link_does_not_leave_the_node(tmp_path: Path) -> None:
    (tmp_path / "secret.cfg").write_text(CFG)
    files = {HAPROXY: "-> ../../../../secret.cfg"}

    assert told(tmp_path, files) == [
        f"lb1/{HAPROXY}: is a symbolic link to ../../../../secret.cfg, outside the node's folder, "
        "where the node itself sees nothing: put the file into the folder"
    ]


def test_a_link_with_too_many_steps_up_ends_at_the_nodes_folder_as_on_a_host(
    tmp_path: Path,
) -> None:
    loaded = node(tmp_path, {HAPROXY: "-> ../../../../srv/haproxy.cfg", "srv/haproxy.cfg": CFG})

    assert [bind.place.path for bind in loaded.haproxy.binds] == ["/srv/haproxy.cfg"]


def test_modes_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "lb1", {HAPROXY: CFG}) / HAPROXY
    path.chmod(0o640)

    assert load([str(tmp_path / "lb1")]).nodes[0].files["/etc/haproxy/haproxy.cfg"].mode == 0o640


def test_scripts_that_commands_name_are_read(tmp_path: Path) -> None:
    conf = (
        'vrrp_script a {\n script "/opt/a.sh 1 >> /var/log/a.log"\n}\n'
        'vrrp_instance V {\n notify "/bin/sh -c \\"/opt/b.sh; /opt/absent.sh\\""\n'
        " notify_master /opt/binary\n}\n"
    )
    scripts: Files = {"opt/a.sh": "#!/bin/sh\n", "opt/b.sh": "", "opt/binary": b"\x7fELF\x02"}
    loaded = node(tmp_path, {KEEPALIVED: conf, **scripts})

    assert [path for path in loaded.files if path.startswith("/opt")] == ["/opt/a.sh", "/opt/b.sh"]


def test_what_surrounds_the_daemons_is_read_without_complaint(tmp_path: Path) -> None:
    files: Files = {
        "etc/passwd": "root:x:0:0::/:\n",
        "etc/haproxy/certs/key.pem": b"\xff",
        "etc/haproxy/x": "-> y",
    }
    loaded = node(tmp_path, files)

    assert set(loaded.files) == {"/etc/passwd", "/etc/haproxy/certs/key.pem"}


def test_all_files_of_a_node(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "lb1",
        {
            "opt/data": b"\x00\xff",
            "etc/alias": "-> /opt",
            "opt/up": "-> ..",
            "opt/loop": "-> loop",
            "opt/gone": "-> nothing",
            "check.sh": "#!/bin/sh\n",
        },
    )
    (folder / "check.sh").chmod(0o755)
    os.mkfifo(folder / "opt/fifo")
    found = all_files(str(folder))

    assert sorted(found) == ["/check.sh", "/etc/alias/data", "/opt/data"]
    assert (found["/check.sh"].mode, found["/opt/data"].data) == (0o755, b"\x00\xff")
    assert all(file.path == path for path, file in found.items())


def test_a_path_is_found_the_same_way_the_second_time(tmp_path: Path) -> None:
    """What is remembered of folders: they are there, they are not, they end with a slash."""
    write(tmp_path, {"etc/a/b.conf": "", "etc/a/c/d.conf": ""})
    files = NodeFiles(str(tmp_path), "lb1")
    asked = {
        "/etc/a/b.conf": "/etc/a/b.conf",
        "/etc/a/x.conf": None,
        "/etc/x/b.conf": None,
        "/etc/a/": "/etc/a",
        "/etc/a/c/": "/etc/a/c",
        "/etc/a/c": "/etc/a/c",
        "/etc/a/c/..": "/etc/a",
        "/etc/a/c/../b.conf": "/etc/a/b.conf",
        "/etc/a/c/d.conf": "/etc/a/c/d.conf",
        "/etc/x/": None,
        "/etc/x": None,
        "//etc/a/b.conf": "/etc/a/b.conf",
    }

    for paths in (asked, asked, reversed(asked)):
        assert {path: files.resolve(path) for path in paths} == asked
