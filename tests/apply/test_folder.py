# SPDX-License-Identifier: Apache-2.0
"""Node folders are put in place all together, or not at all."""

import os
from pathlib import Path

import pytest

from holdfast.apply.collect.folder import put_in_place


def folders(under: Path, *names: str, text: str) -> Path:
    for name in names:
        (under / name).mkdir(parents=True)
        (under / name / "facts.json").write_text(text)
    return under


def seen(site: Path) -> dict[str, str]:
    return {path.name: (path / "facts.json").read_text() for path in sorted(site.iterdir())}


def test_a_former_folder_is_replaced_whole(tmp_path: Path) -> None:
    site = folders(tmp_path / "site", "lb1", "lb3", text="former")
    staged = folders(tmp_path / "staged", "lb1", "lb2", text="new")

    put_in_place(staged, site, ["lb1", "lb2"])

    assert seen(site) == {"lb1": "new", "lb2": "new", "lb3": "former"}


@pytest.mark.parametrize("there", ["lb1", "lb2"])
def test_when_one_fails_all_are_as_before(tmp_path: Path, there: str) -> None:
    site = folders(tmp_path / "site", there, text="former")
    staged = folders(tmp_path / "staged", "lb1", text="new")

    with pytest.raises(FileNotFoundError):
        put_in_place(staged, site, ["lb1", "lb2"])

    assert seen(site) == {there: "former"}


def test_an_interrupt_leaves_all_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = folders(tmp_path / "site", "lb1", "lb2", text="former")
    staged = folders(tmp_path / "staged", "lb1", "lb2", text="new")
    rename, done = os.rename, list[Path]()

    def interrupted(source: Path, target: Path) -> None:
        if len(done) == 3:  # lb1 is in place, and the former lb2 away
            done.clear()
            raise KeyboardInterrupt
        done.append(target)
        rename(source, target)

    monkeypatch.setattr(os, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put_in_place(staged, site, ["lb1", "lb2"])

    assert seen(site) == {"lb1": "former", "lb2": "former"}
