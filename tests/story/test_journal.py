# SPDX-License-Identifier: Apache-2.0
"""The same line as each of journalctl's forms has it, syslog's, and what is no line at all."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.story.recorded import TODAY, lines

from holdfast.story.journal import REBOOT, Line, Unread, read_lines

AT = datetime(2026, 11, 23, 12, 58, 58, tzinfo=UTC).timestamp() * 1000
REST = "lb1 Keepalived_vrrp[6]: (VI_01) Entering MASTER STATE"


@pytest.mark.parametrize(
    ("stamp", "ms", "precision", "zoned"),
    [
        ("2026-11-23T12:58:58+0000", 0, 1000, True),
        ("2026-11-23T13:58:58+01:00", 0, 1000, True),
        ("2026-11-23T12:58:58.734000+00:00", 734, 0.001, True),
        ("2026-11-23T12:58:58,734000+0000", 734, 0.001, True),
        ("Nov 23 12:58:58", 0, 1000, False),
        ("Nov 23 12:58:58.734000", 734, 0.001, False),
        ("Mon 2026-11-23 12:58:58 UTC", 0, 1000, True),
        ("Mon 2026-11-23 12:58:58 CET", 0, 1000, False),
        ("1795438738.734000", 734, 0.001, True),
    ],
)
def test_every_stamp(stamp: str, ms: float, precision: float, zoned: bool) -> None:
    (line,) = lines(f"{stamp} {REST}\n")
    assert line.stamp.ms == pytest.approx(AT + ms)
    assert (line.stamp.precision_ms, line.stamp.zoned) == (precision, zoned)
    assert (line.host, line.program) == ("lb1", "Keepalived_vrrp")
    assert line.text == "(VI_01) Entering MASTER STATE"


@pytest.mark.parametrize(
    ("today", "stamp", "year"),
    [
        (date(2026, 1, 2), "Dec 31", 2025),
        (date(2026, 1, 2), "Jan  2", 2026),
        (date(2025, 12, 31), "Jan  1", 2026),
        (date(2026, 6, 1), "Feb 29", 2024),
    ],
)
def test_a_stamp_without_a_year_is_of_the_last_such_day(today: date, stamp: str, year: int) -> None:
    (line,) = read_lines([f"{stamp} 01:02:03 {REST}\n".encode()], today)
    assert isinstance(line, Line)
    assert datetime.fromtimestamp(line.stamp.ms / 1000, UTC).year == year


def test_a_journal_as_json() -> None:
    entry = (
        b'{"__REALTIME_TIMESTAMP":"1795438738734000","_HOSTNAME":"lb1","_BOOT_ID":"%s",'
        b'"SYSLOG_IDENTIFIER":"Keepalived_vrrp","MESSAGE":%s,"PRIORITY":"6"}\n'
    )
    text = b'"(VI_01) Entering MASTER STATE"'
    codes = b"[" + b",".join(b"%d" % code for code in b"caf\xe9") + b"]"
    found = lines(entry % (b"a", text) + entry % (b"a", codes) + entry % (b"b", text))
    assert [line.text for line in found] == [
        "(VI_01) Entering MASTER STATE",
        "caf�",
        REBOOT,
        "(VI_01) Entering MASTER STATE",
    ]
    assert found[0].stamp.ms == pytest.approx(AT + 734)


def test_a_boot_as_journalctl_marks_it() -> None:
    stamp = "2026-11-23T12:58:58+0000"
    text = f"-- Journal begins at Mon --\n{stamp} {REST}\n-- Boot 0123 --\n{stamp} {REST}\n"
    assert [(line.program, line.text == REBOOT) for line in lines(text)] == [
        ("Keepalived_vrrp", False),
        ("systemd", True),
        ("Keepalived_vrrp", False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[    1.234567] lb1 systemd[1]: Started\n",
        "Foo 23 12:58:58 lb1 systemd[1]: Started\n",
        "2026-13-45T12:58:58 lb1 systemd[1]: Started\n",
        '{"MESSAGE":"no time"}\n',
        "{not json\n",
        '{"__REALTIME_TIMESTAMP":"99999999999999999999"}\n',
        '{"__REALTIME_TIMESTAMP":"-1"}\n',
        pytest.param(f'{{"__REALTIME_TIMESTAMP":"{"9" * 400}"}}\n', id="many digits"),
        pytest.param(f'{{"x":{"[" * 100_000}\n', id="nested"),
        pytest.param(f"{'9' * 400}.5 {REST}\n", id="many digits, short-unix"),
        f"9999-12-31T23:59:59-12:00 {REST}\n",
        f"0001-01-01T00:00:00+14:00 {REST}\n",
        "\x7fELF\x02\x01\x01\n",
    ],
)
def test_what_is_no_line_is_counted(text: str) -> None:
    (line,) = read_lines([text.encode()], TODAY)
    assert isinstance(line, Unread)


@given(st.binary())
def test_any_bytes_are_read(data: bytes) -> None:
    for line in read_lines(data.splitlines(keepends=True), TODAY):
        assert isinstance(line, Line | Unread)


@given(st.text(alphabet='0123456789-:.,TZ+ NovJan[]{}"', max_size=60))
def test_anything_like_a_stamp_is_read(text: str) -> None:
    for line in read_lines([f"{text} {REST}".encode()], TODAY):
        assert isinstance(line, Line | Unread)
