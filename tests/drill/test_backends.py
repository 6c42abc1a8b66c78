# SPDX-License-Identifier: Apache-2.0
"""The servers for which the world of a lab answers."""

from pathlib import Path

from holdfast.drill.stage.backends import backends
from holdfast.load.site import load

CFG = """\
listen web
    bind 10.0.0.36:80
    server a 10.0.0.101:8080 check port 8081
    server b 10.0.0.102
    server c 10.0.0.103:99999
    server d 10.0.0.104:80 check port 70000
    server e name.example:80
"""


def test_the_world_listens_where_a_server_may_be(tmp_path: Path) -> None:
    file = tmp_path / "lb1/etc/haproxy/haproxy.cfg"
    file.parent.mkdir(parents=True)
    file.write_text(CFG)

    found = backends(load([str(tmp_path)]), set())

    assert {backend.address: backend.ports for backend in found.backends} == {
        "10.0.0.101": (8080, 8081),
        "10.0.0.102": (80,),
        "10.0.0.103": (),
        "10.0.0.104": (80,),
        "198.18.0.1": (80,),
    }
    assert found.hosts == (("name.example", "198.18.0.1"),)
