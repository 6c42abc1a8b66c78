# SPDX-License-Identifier: Apache-2.0
"""One word on the bind line, and every other byte as it was."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.methods.sites import CFG, KEEPALIVED, VIPS, files_after, one, plan, races, site

from holdfast.load.outcome import outcomes
from holdfast.load.reload import reload
from holdfast.load.site import load
from holdfast.methods.method import Plan
from holdfast.model.change import FileEdit

WORD = b" transparent"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"bind 172.22.21.36:80\n", b"bind 172.22.21.36:80 transparent\n"),
        (b"bind 172.22.21.36:80", b"bind 172.22.21.36:80 transparent"),
        (b"bind 172.22.21.36:80\r\n", b"bind 172.22.21.36:80 transparent\r\n"),
        (b"bind 172.22.21.36:80 # web\n", b"bind 172.22.21.36:80 transparent # web\n"),
        (b"bind 172.22.21.36:80# web\n", b"bind 172.22.21.36:80 transparent# web\n"),
        (b"\tbind\t172.22.21.36:80\tssl  x\n", b"\tbind\t172.22.21.36:80 transparent\tssl  x\n"),
        (
            b"bind 172.22.21.36:80,172.22.21.37:80 interface ens18\n",
            b"bind 172.22.21.36:80,172.22.21.37:80 transparent interface ens18\n",
        ),
        (b"bind 127.0.0.1:1,172.22.21.36:80\n", b"bind 127.0.0.1:1,172.22.21.36:80 transparent\n"),
        (b'bind "172.22.21.36:80"\n', b'bind "172.22.21.36:80" transparent\n'),
        (b"bind '172.22.21.36:80,172.22.21.37:80'\n",
         b"bind '172.22.21.36:80,172.22.21.37:80' transparent\n"),
        (b"bind 172.22.'21'.36:80\n", b"bind 172.22.'21'.36:80 transparent\n"),
        (b"bind ipv4@172.22.21.36:80-90\n", b"bind ipv4@172.22.21.36:80-90 transparent\n"),
        (b"bind [2001:db8::36]:80\n", b"bind [2001:db8::36]:80 transparent\n"),
        (b"bind 2001:db8::36:80 v6only\n", b"bind 2001:db8::36:80 transparent v6only\n"),
        (
            b".if defined(DRAIN)\nbind 172.22.21.36:80\n.else\n bind 172.22.21.37:80\n.endif\n",
            b".if defined(DRAIN)\nbind 172.22.21.36:80 transparent\n.else\n"
            b" bind 172.22.21.37:80 transparent\n.endif\n",
        ),
    ],
)  # fmt: skip
def test_the_word_goes_right_behind_the_address(
    tmp_path: Path, before: bytes, after: bytes
) -> None:
    of = site(tmp_path, {CFG: b"frontend web\n" + before})

    assert one(files_after(of, "transparent")) == b"frontend web\n" + after


def test_every_node_and_every_file_that_haproxy_reads_is_mended(tmp_path: Path) -> None:
    default = b'EXTRAOPTS="-f /etc/haproxy/conf.d"\n'
    plain = b"frontend web\n bind 172.22.21.36:80\n"
    lb1 = {CFG: plain, "etc/haproxy/conf.d/b.cfg": plain, "etc/default/haproxy": default}
    of = site(tmp_path, lb1, lb2={CFG: plain})

    assert list(files_after(of, "transparent")) == [
        "lb1/etc/haproxy/haproxy.cfg",
        "lb1/etc/haproxy/conf.d/b.cfg",
        "lb2/etc/haproxy/haproxy.cfg",
    ]


def test_loose_files_are_mended_too(tmp_path: Path) -> None:
    (tmp_path / "a.cfg").write_bytes(b"frontend web\n bind 172.22.21.36:80\n")
    (tmp_path / "keepalived.conf").write_bytes(VIPS)
    of = load([str(tmp_path / "a.cfg"), str(tmp_path / "keepalived.conf")])

    after = reload(of, plan(of, "transparent").changes)

    assert races(of) == ["172.22.21.36:80"]
    assert races(after) == []
    assert len(after.nodes[0].keepalived.instances) == 2


ADDRESSES = st.sampled_from(
    (
        "172.22.21.36",
        "172.22.21.37",
        "127.0.0.1",
        "*",
        "[2001:db8::36]",
        "[::]",
        "ipv4@172.22.21.36",
    )
)
BINDS = st.lists(
    st.tuples(
        st.sampled_from((" ", "\t", "    ")),
        st.lists(st.tuples(ADDRESSES, st.integers(1, 65535)), min_size=1, max_size=3),
        st.sampled_from(("", '"', "'")),
        st.sampled_from(("", " transparent", " ssl crt /x", " # transparent", "  name 'a b'", "#")),
        st.sampled_from(("\n", "\r\n", "\n\n  # bind 172.22.21.36:1\n")),
    ),
    max_size=6,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BINDS)
def test_after_it_nothing_races_and_nothing_else_changed(tmp_path: Path, binds: list) -> None:  # type: ignore[type-arg]
    text = "frontend web\n"
    for blank, addresses, quote, rest, end in binds:
        word = ",".join(f"{address}:{port}" for address, port in addresses)
        text += f"{blank}bind{blank}{quote}{word}{quote}{rest}{end}"
    of = site(tmp_path, {CFG: text.encode()})
    made = plan(of, "transparent")

    after = reload(of, made.changes)

    assert races(after) == []
    assert bool(made.changes) == bool(races(of))
    for outcome in outcomes(of, made.changes):
        assert without(outcome.after.data, made) == text.encode()


def without(data: bytes, made: Plan) -> bytes:
    """The data with the words that the plan put into it taken out again."""
    starts = [c.edit.span.start for c in made.changes if isinstance(c, FileEdit)]
    for start in starts:
        assert data[start : start + len(WORD)] == WORD
        data = data[:start] + data[start + len(WORD) :]
    return data


def test_haproxy_itself_takes_the_result(tmp_path: Path) -> None:
    cfg = (
        b"defaults\n    mode http\n    timeout connect 5s\n    timeout client 5s\n"
        b"    timeout server 5s\nfrontend web\n    bind 172.22.21.36:80,[2001:db8::36]:80 # both\n"
        b"    bind '172.22.21.37:81' name x\n.if defined(NO)\n    bind 172.22.21.36:82\n.endif\n"
    )
    of = site(tmp_path, {CFG: cfg})

    for method in ("transparent", "wildcard"):
        result = tmp_path / method
        result.write_bytes(one(files_after(of, method)))
        subprocess.run(["/usr/sbin/haproxy", "-c", "-q", "-f", result], check=True)


def test_the_plan_says_how_haproxy_gets_to_know(tmp_path: Path) -> None:
    of = site(tmp_path, {CFG: b"frontend web\n bind 172.22.21.36:80\n", KEEPALIVED: VIPS})

    assert plan(of, "transparent").notes == (
        "let HAProxy read its file: systemctl reload haproxy; where it is dead: systemctl "
        "reset-failed haproxy, then systemctl start haproxy",
    )
