# SPDX-License-Identifier: Apache-2.0
"""The live page in a real browser: what it shows, and that a name in it is only ever a text."""

import re
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.report.test_in_chromium import chromium, complaints
from tests.watch.running import NOON, pair, state, well
from tests.watch.served import served

from holdfast.prove.now import Unknown
from holdfast.report.status.status import status, status_json
from holdfast.watch.serve.app import app

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium: `make test` installs it"),
]

HOSTILE = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"


def test_the_page_shows_the_state_and_obeys_no_name(tmp_path: Path) -> None:
    site, known = pair()
    looks = well(known)
    seen = looks["lb2"]
    hashes = {**seen.hashes, f"/etc/{HOSTILE}": "0" * 64}
    instances = {HOSTILE: seen.instances["VI_01"]} if seen.instances else {}
    looks["lb2"] = replace(seen, hashes=hashes, instances=instances)
    told = status(site, known, state(site, known, looks), Unknown(HOSTILE), NOON)
    page = app(lambda: status_json(told), lambda: b"", lambda: 1, ("localhost",))

    with served(page) as found:
        done = chromium(tmp_path, "--virtual-time-budget=5000", "--dump-dom", found.url)

    assert complaints(done.stderr) == []
    assert "something is wrong" in done.stdout
    vip = r'<th scope="row">172\.22\.21\.36</th><td>VI_01</td><td[^>]*>lb1</td>'
    assert re.search(vip, done.stdout)
    assert "<title>! pair-fixed — holdfast watch</title>" in done.stdout
    assert done.stdout.count("&lt;img src=x onerror=") == 4
    assert "<img" not in done.stdout
    assert done.stdout.count("<script") == 1
