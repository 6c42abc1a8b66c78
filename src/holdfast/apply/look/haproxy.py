# SPDX-License-Identifier: Apache-2.0
"""What HAProxy answers to `show info` and `show stat` (management guide 2.6, 9.1 and 9.3)."""

import csv
from collections.abc import Iterator

from holdfast.apply.told import number
from holdfast.model.look import HaproxyAnswer

_SOCKET = "socket "
_STATISTICS = "# pxname,"


def haproxy_answers(text: str) -> Iterator[HaproxyAnswer]:
    """An answer for each socket that was asked, one without a version where nothing came back."""
    for block in ("\n" + text).split("\n" + _SOCKET)[1:]:
        socket, _, told = block.partition("\n")
        yield _answer(socket, told)


def _answer(socket: str, told: str) -> HaproxyAnswer:
    about, head, rows = told.partition(_STATISTICS)
    info = dict(line.partition(": ")[::2] for line in about.splitlines())
    if "Version" not in info:
        return HaproxyAnswer(socket)
    found = list(csv.DictReader((head + rows).lstrip("# ").splitlines()))
    fronts = [row for row in found if row.get("svname") == "FRONTEND"]
    backs = [row for row in found if row.get("svname") == "BACKEND"]
    return HaproxyAnswer(
        socket,
        info["Version"],
        _number(info.get("CurrConns")),
        stopped=tuple(row["pxname"] for row in fronts if row.get("status") not in ("OPEN", None)),
        down=tuple(row["pxname"] for row in backs if row.get("status") == "DOWN"),
    )


def _number(text: str | None) -> int:
    return number((text or "").strip()) or 0
