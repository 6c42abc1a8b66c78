# SPDX-License-Identifier: Apache-2.0
"""The program of collect, as it runs on a host: here on this one, of which it only reads."""

import base64
import subprocess
from pathlib import Path

from holdfast.apply.collect.answer import answer
from holdfast.apply.collect.rounds import NAMED


def test_where_files_alone_are_wanted_the_host_is_not_asked_again(tmp_path: Path) -> None:
    wanted = tmp_path / "a b.map"
    wanted.write_text("10.0.0.0/8 inside\n")

    done = subprocess.run(
        ["/bin/sh", NAMED.program, *NAMED.arguments],
        input=base64.b64encode(f"{wanted}\n{tmp_path}/none\n".encode()),
        capture_output=True,
        check=True,
    )

    told = answer(done.stdout.decode())
    assert [(one.path, one.data) for one in told.found.values()] == [
        (str(wanted), b"10.0.0.0/8 inside\n")
    ]
    assert set(told.parts) == {"errors", "end"}
