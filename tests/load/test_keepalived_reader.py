# SPDX-License-Identifier: Apache-2.0
"""The lines keepalived reads (lib/parser.c, 2.2.7): every expectation was seen on the daemon."""

from pathlib import Path

import pytest
from tests.load.nodes import KEEPALIVED, messages, node, site, source, write

from holdfast.load.keepalived.reader import Reader
from holdfast.load.node_files import NodeFiles


def lines(folder: Path, text: str, config_id: str | None = "lb1") -> list[str]:
    """The words of each line, with one blank between them."""
    files = NodeFiles(str(write(folder, {KEEPALIVED: text})), "lb1")
    found = Reader(files, config_id).lines(f"/{KEEPALIVED}")
    kept = [" ".join(line.text.decode().split()) for line in found]
    assert files.errors == []
    return [line for line in kept if line and line[0] not in "#!"]


@pytest.mark.parametrize(
    "text",
    [
        "a ${UNKNOWN} b",
        "$A/24",
        "x$A.y",
        "a $1 $ b",
        'script "echo ${HOME}"',
        "weight ${A 1}",
        "~x",
        "includes foo",
        "a @lb1 b",
    ],
)
def test_what_stays_as_it_is(tmp_path: Path, text: str) -> None:
    wanted = [part for part in text.replace("{", " { ").replace("}", " } ").split() if part]
    read = " ".join(lines(tmp_path, f"$A=1\n{text}\n")).replace("{", " { ").replace("}", " } ")

    assert read.split() == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("$A=one\nx_${A} $A", ["x_one one"]),
        ("$A=one\n$B=two-${A}\n$B,$A)", ["two-one,one)"]),
        ("$A=one\nx$A", ["xone"]),
        ("$A=  spaces   kept \nx $A", ["x spaces kept"]),
        ("$A=1\n$A=2\nx $A", ["x 2"]),
        ('$A=one\ny "$A" "${A}"', ['y "$A" "one"']),
        ("$M= \\\n  a 1 \\\n\n  b\n$M", ["b", "a 1"]),
        ("$A=x\n$M= \\\n  a $A \\\n  b_${A} \\\n  c\n$M\nd", ["a x", "b_x", "c", "d"]),
        ("$M=a \\\n  b\npre $M", ["pre a", "b"]),
        ("$M=a \\\n  b\n$M post", ["$M post"]),
        ("$O= \\\n  in \\\n  out\n$M= \\\n  a \\\n  $O \\\n  z\n$M", ["a", "in", "out", "z"]),
        ("$M= \\\n  one\nx ${M} y", ["x one y"]),
        ("~SEQ(i,1,3) s$i", ["s1", "s2", "s3"]),
        ("~SEQ(i,3,-2,0) s${i}", ["s3", "s1"]),
        ("~SEQ(i,2) s$i", ["s1", "s2"]),
        ("~SEQ(i,-2) s$i", ["s-1", "s-2"]),
        ("~SEQx(i,9,11) s$i", ["s9", "sa", "sb"]),
        ("$N=2\n~SEQ(i, 1, $N) s$i", ["s1", "s2"]),
        ("~SEQ(i,1,2) ~SEQ(j,1,2) n_${i}_${j}", ["n_1_1", "n_1_2", "n_2_1", "n_2_2"]),
        ("$M= \\\n  a${i} \\\n  b${i}\n~SEQ(i,1,2) $M", ["a1", "b1", "a2", "b2"]),
        ("~LST({a,b},{p,q},{r}) l_${a}_${b}", ["l_p_q", "l_r_"]),
        ("~LST(a,p,q) l_$a", ["l_p", "l_q"]),
        ("~SEQ(i,5,1,1) bad$i\n~SEQ(i,1,0,3) bad\n~SEQ i\n~LST(a)\nx", ["x"]),
        ("@lb1 a\n@^lb1 b\n@lb2 c\n@^lb2 d\n@lb1", ["a", "d"]),
        ("@lb1 $A=x\n@lb2 $A=y\nz $A", ["z x"]),
        ("$C=@lb2 a\n$C\n$D=@lb1 b\n$D", ["b"]),
        ("a # x $A\n! b\n  # c\nd!e", ["a", "d!e"]),
        ("$A=1 # one\nx ${A}y", ["x 1y"]),
        ("v ${_INSTANCE} $_RANDOM", ["v lb1 0"]),
        ("d $_PWD", ["d /etc/keepalived"]),
    ],
)
def test_expansion(tmp_path: Path, text: str, wanted: list[str]) -> None:
    assert lines(tmp_path, text + "\n") == wanted


def test_without_a_name_no_condition_holds(tmp_path: Path) -> None:
    assert lines(tmp_path, "@lb1 a\n@^lb1 b\n@^ c\n", None) == ["b", "c"]


def test_a_brace_begins_a_new_line(tmp_path: Path) -> None:
    text = "$A=x\nfoo $A { bar { $A=2\nq${A} } z$A { w }\n"

    assert lines(tmp_path, text) == ["foo x", "{", "bar", "{", "q2", "}", "z2", "{", "w", "}"]


def test_literal_lines_keep_their_offsets_and_others_point_to_theirs(tmp_path: Path) -> None:
    text = (
        "$P=101\nvrrp_instance V {\n  @lb1 state MASTER\n  priority ${P}\n  interface eth0 # x\n}\n"
    )
    lb1 = node(tmp_path, {KEEPALIVED: text})
    settings = lb1.keepalived.instances[0].settings

    assert lb1.keepalived.instances[0].priority == 101
    assert source(lb1, settings["state"]) == "state MASTER"
    assert source(lb1, settings["priority"]) == "  priority ${P}"
    assert source(lb1, settings["interface"]) == "interface eth0"


def test_the_name_is_the_hosts_unless_the_unit_gives_one(tmp_path: Path) -> None:
    conf = "vrrp_instance V {\n@a priority 1\n@b priority 2\n@lb1 priority 3\n}\n"
    hostname = {"etc/hostname": "a.example.org\n"}
    option = {"etc/default/keepalived": 'DAEMON_ARGS="-D --config-id=b"\n'}

    def priority(name: str, files: dict[str, str]) -> int:
        return node(tmp_path / name, {KEEPALIVED: conf, **files}).keepalived.instances[0].priority

    assert [priority("0", {}), priority("1", hostname), priority("2", hostname | option)] == [
        3,
        1,
        2,
    ]


def test_includes(tmp_path: Path) -> None:
    files = {
        KEEPALIVED: "$N=9\ninclude conf.d/*.conf\nincluder one/{a,b}.conf\nvrrp_instance Z {\n}\n",
        "etc/keepalived/conf.d/2.conf": "vrrp_instance Two {\n}\n",
        "etc/keepalived/conf.d/1.conf": "vrrp_instance One {\n include ../in.conf\n}\n",
        "etc/keepalived/conf.d/.no.conf": "vrrp_instance No {\n}\n",
        "etc/keepalived/in.conf": "priority ${N}\n",
        "etc/keepalived/one/a.conf": "vrrp_instance A { include /srv/x.conf\n}\n",
        "etc/keepalived/one/b.conf": "vrrp_instance B {\n}",
        "srv/x.conf": "priority 5",
    }
    found = node(tmp_path, files).keepalived

    assert [(i.name, i.priority) for i in found.instances] == [
        ("One", 9),
        ("Two", 100),
        ("A", 5),
        ("B", 100),
        ("Z", 100),
    ]
    assert found.paths == (
        "/etc/keepalived/keepalived.conf",
        "/etc/keepalived/conf.d/1.conf",
        "/etc/keepalived/in.conf",
        "/etc/keepalived/conf.d/2.conf",
        "/etc/keepalived/one/a.conf",
        "/srv/x.conf",
        "/etc/keepalived/one/b.conf",
    )
    assert found.instances[0].settings["priority"].path == "/etc/keepalived/in.conf"


@pytest.mark.parametrize(
    "pattern", ["gone.conf", "gone/*.conf", "/srv/gone.conf", "{gone,gone}.d/x"]
)
def test_an_include_of_nothing(tmp_path: Path, pattern: str) -> None:
    loaded = site(tmp_path, {KEEPALIVED: f"include {pattern}\nvrrp_instance V {{\n}}\n"})
    first = pattern.replace("{gone,gone}", "gone")

    assert messages(loaded, tmp_path) == [
        f"lb1/{KEEPALIVED}: includes {first}, which is not there: add the file or drop the include"
    ]
    assert len(loaded.nodes[0].keepalived.instances) == 1


def test_an_empty_folder_may_be_included(tmp_path: Path) -> None:
    files = {KEEPALIVED: "include conf.d/*.conf\n", "etc/keepalived/conf.d/README": ""}

    assert messages(site(tmp_path, files), tmp_path) == []


def test_a_file_that_includes_itself(tmp_path: Path) -> None:
    files = {KEEPALIVED: "include a.conf\n", "etc/keepalived/a.conf": "include keepalived.conf\n"}

    assert messages(site(tmp_path, files), tmp_path) == [
        f"lb1/{KEEPALIVED}: includes itself, directly or not: drop one include"
    ]


@pytest.mark.parametrize("text", ["$A=$A\n$A\n", "$A=x $B\n$B=${A}\ny $B\n", "$A=a$A,\n$A\n"])
def test_a_definition_that_contains_itself(tmp_path: Path, text: str) -> None:
    assert messages(site(tmp_path, {KEEPALIVED: text}), tmp_path) == [
        f"lb1/{KEEPALIVED}: a definition contains itself: mend the $NAME= line"
    ]


@pytest.mark.parametrize(
    "text",
    ["~SEQ(i,1,99999999999) x$i\n", "$M= \\\n  a \\\n  $M\n$M\n", "~SEQ(i,1,9999999) $U=1\n"],
)
def test_a_configuration_that_does_not_end(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.load.keepalived.reader.MOST_LINES", 1000)

    assert messages(site(tmp_path, {KEEPALIVED: text}), tmp_path) == [
        f"lb1/{KEEPALIVED}: grows beyond 1000 lines: mend its ~SEQ or its include"
    ]
