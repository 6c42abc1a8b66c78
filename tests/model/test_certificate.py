# SPDX-License-Identifier: Apache-2.0
"""The last day of a certificate."""

from base64 import b64encode
from datetime import date

import pytest

from holdfast.model.certificate import last_day


def element(tag: int, *contents: bytes) -> bytes:
    """An element with its length in one byte, or in two behind 0x82 (X.690, 8.1.3)."""
    body = b"".join(contents)
    length = bytes([len(body)]) if len(body) < 0x80 else b"\x82" + len(body).to_bytes(2, "big")
    return bytes([tag]) + length + body


def pem(*fields: bytes) -> bytes:
    der = element(0x30, element(0x30, *fields), element(0x30), element(0x03, b"\0"))
    return b"-----BEGIN CERTIFICATE-----\n" + b64encode(der) + b"\n-----END CERTIFICATE-----\n"


SERIAL, ALGORITHM, ISSUER = element(0x02, b"\x01"), element(0x30), element(0x30, bytes(200))
VERSION = element(0xA0, element(0x02, b"\x02"))


def validity(*times: bytes) -> bytes:
    return element(0x30, *times)


@pytest.mark.parametrize(
    ("times", "last"),
    [
        ((element(0x17, b"250101000000Z"), element(0x17, b"261101000000Z")), date(2026, 11, 1)),
        ((element(0x17, b"990101000000Z"), element(0x17, b"991231235959Z")), date(1999, 12, 31)),
        ((element(0x17, b"250101000000Z"), element(0x18, b"20991231235959Z")), date(2099, 12, 31)),
        ((element(0x17, b"250101000000Z"), element(0x04, b"261101000000Z")), None),
        ((element(0x17, b"250101000000Z"), element(0x17, b"261301000000Z")), None),
        ((), None),
    ],
)
def test_of_the_validity(times: tuple[bytes, ...], last: date | None) -> None:
    with_version = pem(VERSION, SERIAL, ALGORITHM, ISSUER, validity(*times))

    assert last_day(with_version) == last
    assert last_day(pem(SERIAL, ALGORITHM, ISSUER, validity(*times))) == last


def test_the_first_of_a_chain_behind_a_key() -> None:
    def of(year: bytes) -> bytes:
        return pem(SERIAL, ALGORITHM, ISSUER, validity(element(0x17, b"25"), element(0x18, year)))

    key = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"

    assert last_day(key + of(b"20300101") + of(b"20200101")) == date(2030, 1, 1)


@pytest.mark.parametrize("body", [b"", b"AAAA", b"MA==", b"MIIBGjCBwgIBATAK", b"!", b"MIT/////"])
def test_what_is_no_certificate(body: bytes) -> None:
    whole = b"-----BEGIN CERTIFICATE-----\n" + body + b"\n-----END CERTIFICATE-----\n"

    assert last_day(whole) is None
