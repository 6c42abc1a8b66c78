# SPDX-License-Identifier: Apache-2.0
"""What the nodes of a drill logged, as files: whether they can be written, said first."""

from collections.abc import Iterable
from pathlib import Path

import click

from holdfast.cli.failure import Failure
from holdfast.cli.new_file import require_writable
from holdfast.cli.staging import Staging
from holdfast.drill.play import Keep


def keeping(folder: str, nodes: Iterable[str]) -> Keep:
    """Writes each node's journal to NODE.log in the folder, which is made where it is missing.

    Raises Failure, now or later, where they cannot be; then none is written.
    """
    into = Path(folder)
    try:
        into.mkdir(exist_ok=True)
    except OSError as error:
        raise Failure(f"{folder} cannot be made ({error.strerror}): name another") from None
    for node in nodes:
        require_writable(str(into / f"{node}.log"))

    def keep(journals: dict[str, str]) -> None:
        try:
            with Staging() as staging:
                for node, text in journals.items():
                    staging.prepare(into / f"{node}.log", text.encode(), 0o644)
                staging.commit()
        except OSError as error:
            raise Failure(f"{folder} cannot be written: {error.strerror}") from None
        files = " ".join(str(into / f"{node}.log") for node in journals)
        click.echo(f"now: holdfast story {files}", err=True)

    return keep
