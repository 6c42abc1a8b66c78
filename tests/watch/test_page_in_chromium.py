# SPDX-License-Identifier: Apache-2.0
"""The live page in a real browser: what it shows, and that a name in it is only ever a text."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.report.test_in_chromium import CHROMIUM
from tests.watch.browser import browser
from tests.watch.running import NOON, VIP, pair, state, well
from tests.watch.served import Served, served

from holdfast.prove.now import Unknown
from holdfast.report.status.status import status, status_json
from holdfast.watch.serve.app import app

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium: `make test` installs it"),
]

HOSTILE = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
SHOWN = "(document.querySelector('#health') || {}).className"
SEEN = """({
  title: document.title,
  health: document.querySelector("#health").textContent,
  vip: [...document.querySelectorAll("#vips tbody tr > *")].map((cell) => cell.textContent),
  states: [...document.querySelectorAll("#nodes tbody td:nth-child(3)")].map((c) => c.textContent),
  wrong: document.querySelector("#wrong li").textContent,
  next: document.querySelector("#next li").textContent,
  made: document.querySelectorAll("img, script:not([src='page.js'])").length,
  wide: document.documentElement.scrollWidth > innerWidth,
})"""


@pytest.fixture
def page() -> Iterator[Served]:
    """A site in which an instance, a file and a reason have a hostile name."""
    site, known = pair()
    looks = well(known)
    seen = looks["lb2"]
    assert seen.instances is not None
    hashes = {**seen.hashes, f"/etc/{HOSTILE}": "0" * 64}
    instances = {**seen.instances, HOSTILE: seen.instances["VI_01"]}
    looks["lb2"] = replace(seen, hashes=hashes, instances=instances)
    told = status(site, known, state(site, known, looks), Unknown(HOSTILE), NOON)
    with served(app(lambda: status_json(told), lambda: b"", lambda: 1, ("localhost",))) as found:
        yield found


def test_the_page_shows_the_state_and_obeys_no_name(page: Served, tmp_path: Path) -> None:
    with browser(tmp_path) as found:
        seen = found.when(page.url, SHOWN, SEEN)

    assert seen == {
        "title": "! pair-fixed — holdfast watch",
        "health": "something is wrong",
        "vip": [VIP, "VI_01", "lb1"],
        "states": ["VI_01", "VI_01", HOSTILE],
        "wrong": f"lb2: /etc/{HOSTILE} is here and not in the site",
        "next": f"not known: {HOSTILE}",
        "made": 0,
        "wide": False,
    }
