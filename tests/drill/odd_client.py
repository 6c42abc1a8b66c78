# SPDX-License-Identifier: Apache-2.0
"""Runs inside a lab, by itself: asks in ways that a usual client does not, answers in JSON."""

import contextlib
import json
import os
import socket
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

VIPS = {4: ("172.22.21.36", socket.AF_INET), 6: ("fd00:21::36", socket.AF_INET6)}


def connect(version: int, port: int = 0, timeout: float = 2.0) -> socket.socket:
    """A connection to the VIP; with `port` from that port, again and again."""
    address, family = VIPS[version]
    end = socket.socket(family, socket.SOCK_STREAM)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    end.settimeout(timeout)
    end.bind(("::" if version == 6 else "0.0.0.0", port))
    end.connect((address, 80))
    return end


def get(end: socket.socket, path: str, close: str = "close") -> None:
    end.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: {close}\r\n\r\n".encode())


def body(end: socket.socket) -> str:
    data = b""
    while more := end.recv(65536):
        data += more
    return data.partition(b"\r\n\r\n")[2].decode()


def who(version: str = "4", port: str = "0") -> dict[str, Any]:
    """Which node answers, and after how many milliseconds."""
    begun = time.monotonic()
    try:
        end = connect(int(version), int(port))
        get(end, "/who")
        found = body(end)
    except OSError as error:
        found = type(error).__name__
    return {"who": found, "ms": (time.monotonic() - begun) * 1000}


def same_ports(times: str = "10", version: str = "4") -> object:
    """Twenty client ports, each used so many times; the server closes first every time."""
    found = []
    for _ in range(int(times)):
        found += [who(version, str(port)) for port in range(20001, 20021)]
    return {
        "failed": sum(not one["who"].startswith("lb") for one in found),
        "slowest_ms": max(one["ms"] for one in found),
    }


def begun() -> None:
    with open("/run/begun", "w", encoding="ascii") as file:
        file.write("begun")


def hold(count: str = "20", version: str = "4", seconds: str = "6", port: str = "0") -> object:
    """Downloads of so many seconds, all at once: how many came whole."""
    ends = []
    for number in range(int(count)):
        end = connect(int(version), int(port) + number if int(port) else 0, 10.0)
        get(end, f"/holdfast-download?size=100000&seconds={seconds}")
        ends.append(end)
    begun()
    whole = 0
    for end in ends:
        with contextlib.suppress(OSError):
            whole += len(body(end)) == 100000
    return {"whole": whole}


def idle(count: str = "20", version: str = "4", port: str = "0", sent: str = "0") -> object:
    """Keep-alive connections that are used again when /run/go is there: what each of them meets.

    With `sent` by an upload of so many bytes.
    """
    ends = []
    for number in range(int(count)):
        end = connect(int(version), int(port) + number if int(port) else 0, 5.0)
        get(end, "/who", "keep-alive")
        end.recv(65536)
        ends.append(end)
    begun()
    while not os.path.exists("/run/go"):
        time.sleep(0.01)
    with ThreadPoolExecutor(len(ends)) as threads:
        return Counter(threads.map(again, ends, [int(sent)] * len(ends)))


def again(end: socket.socket, sent: int) -> str:
    """What a second request on a connection meets."""
    head = f"Host: x\r\nContent-Length: {sent}\r\n"
    try:
        end.sendall(f"GET /who HTTP/1.1\r\n{head}\r\n".encode() + bytes(sent))
        return "answer" if end.recv(65536) else "end"
    except OSError as error:
        return type(error).__name__


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
