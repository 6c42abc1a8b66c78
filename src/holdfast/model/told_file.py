# SPDX-License-Identifier: Apache-2.0
"""Files in which systemd says of HAProxy whether it listens, for keepalived to track."""

from msgspec import Struct


class ToldFile(Struct, frozen=True):
    """A file that haproxy.service alone writes, a number each time (systemd.service(5)).

    `listening` once HAProxy says that it listens (`ExecStartPost=`), `ended` once it has ended,
    however it did (`ExecStopPost=`); None where nothing is written then.
    """

    path: str
    listening: int
    ended: int | None
