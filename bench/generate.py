# SPDX-License-Identifier: Apache-2.0
"""A valid haproxy.cfg of a wanted length: frontends on the VIP, backends with their servers."""

HEAD = """\
global
    maxconn 4096

defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
"""
BLOCK = 30


def haproxy_cfg(lines: int) -> str:
    """Blocks of thirty lines after the head, the rest comments: exactly `lines` lines."""
    written = HEAD.splitlines()
    for number in range((lines - len(written)) // BLOCK):
        written += _block(number)
    written += ["# the end"] * (lines - len(written))
    return "\n".join(written) + "\n"


def _block(number: int) -> list[str]:
    servers = [
        f"    server web{i} 10.{number >> 8 & 255}.{number & 255}.{i + 1}:8080 check inter 2s"
        for i in range(20)
    ]
    return [
        "",
        f"frontend front{number}",
        f"    bind 172.22.21.36:{10_000 + number} transparent",
        "    option httplog",
        f"    acl static path_beg /static/{number}/",
        f"    use_backend back{number} if static",
        f"    default_backend back{number}",
        "",
        f"backend back{number}",
        "    balance roundrobin",
        *servers,
    ]
