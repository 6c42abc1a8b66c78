# SPDX-License-Identifier: Apache-2.0
"""The journals of a site's nodes, read live into files, as `story` reads them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from holdfast.apply.journals import journals
from holdfast.cli.hosts import ansible_for
from holdfast.cli.way import Way
from holdfast.load.secrets import secrets, without
from holdfast.model.site import Site


@contextmanager
def live_journals(site: Site, since: str, way: Way) -> Iterator[tuple[str, ...]]:
    """NAME=FILE of each node; the files go with the end. No secret of the site's is in them.

    Raises Failure.
    """
    names = [node.name or "" for node in site.nodes]
    hidden = secrets(site)
    with (
        ansible_for(way, names) as ansible,
        TemporaryDirectory(prefix="holdfast-story-") as folder,
    ):
        for name, data in journals(ansible, names, since):
            text = data.decode(errors="surrogateescape")
            told = without(hidden, text).encode(errors="surrogateescape")
            Path(folder, f"{name}.log").write_bytes(told)
        yield tuple(f"{name}={Path(folder, f'{name}.log')}" for name in names)
