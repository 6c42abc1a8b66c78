# SPDX-License-Identifier: Apache-2.0
"""A page with live updates in Chromium, asked over its DevTools pipe: descriptors 3 and 4.

`--dump-dom` will not do: with a connection that stays open it never knows when the page is done.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.report.test_in_chromium import CHROMIUM

_WORDS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-sandbox",  # it needs a user other than root; the page is ours
    "--remote-debugging-pipe",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
DEADLINE_S = 60.0
POLL_S = 0.05


class Browser:
    def __init__(self, ask: int, answers: int) -> None:
        self._ask = ask
        self._answers = answers
        self._read = b""
        self._number = 0

    def when(self, url: str, condition: str, wanted: str) -> Any:
        """What `wanted` is on the page at `url` once `condition` holds there, both JavaScript."""
        target = self._call("Target.createTarget", url=url)["targetId"]
        session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        told = f"({condition}) ? {wanted} : null"
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            found = self._call("Runtime.evaluate", session, expression=told, returnByValue=True)
            if found.get("result", {}).get("value"):
                return found["result"]["value"]
            time.sleep(POLL_S)
        raise AssertionError(f"{condition} never held")

    def _call(self, method: str, session: str | None = None, **given: Any) -> Any:
        self._number += 1
        asked = {"id": self._number, "method": method, "params": given}
        asked |= {"sessionId": session} if session is not None else {}
        os.write(self._ask, json.dumps(asked).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self._number:
                return told.get("result", {})  # none while the page is being loaded

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._read:
            more = os.read(self._answers, 65536)
            assert more, "Chromium has ended"
            self._read += more
        one, _, self._read = self._read.partition(b"\0")
        told: dict[str, Any] = json.loads(one)
        return told


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    (read, ask), (answers, write) = os.pipe(), os.pipe()
    ours, theirs = (ask, answers), (read, write)
    profile = f"--user-data-dir={folder / 'profile'}"
    process = subprocess.Popen(
        ["bash", "-c", f'exec "$@" 3<&{read} 4>&{write}', "bash", CHROMIUM, profile, *_WORDS],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=theirs,
    )
    for descriptor in theirs:
        os.close(descriptor)
    try:
        yield Browser(*ours)
    finally:
        for descriptor in ours:
            os.close(descriptor)
        process.kill()
        process.wait()
