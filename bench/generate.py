# SPDX-License-Identifier: Apache-2.0
"""A valid haproxy.cfg of a wanted length, frontends on the VIP and backends; many small sites."""

from pathlib import Path

PAIR = Path(__file__).parents[1] / "examples" / "pair"

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


def small_sites(folder: Path, number: int) -> list[str]:
    """The pair of examples/ that many times, each with a VIP of its own; the folders of the sites.

    Like sites of real people they differ in a few lines, and no cache of ours may know them.
    """
    files = {f.relative_to(PAIR): f.read_text() for f in PAIR.rglob("*") if f.is_file()}
    sites = [folder / f"site{i:04}" for i in range(number)]
    for i, site in enumerate(sites):
        for name, text in files.items():
            path = site / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("172.22.21.36", f"172.22.{i >> 8}.{i & 255}"))
    return [str(site) for site in sites]
