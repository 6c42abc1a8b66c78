# SPDX-License-Identifier: Apache-2.0
"""The journals of a site's nodes, read live into files, as `story` reads them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from holdfast.apply.ansible import AnsibleError, installed
from holdfast.apply.journals import journals
from holdfast.cli.failure import Failure
from holdfast.load.secrets import secrets, without
from holdfast.model.site import Site


@contextmanager
def live_journals(
    site: Site, inventory: str | None, since: str, *, become: bool
) -> Iterator[tuple[str, ...]]:
    """NAME=FILE of each node; the files go with the end. No secret of the site's is in them.

    Raises Failure.
    """
    if inventory is not None and not os.path.exists(inventory):
        raise Failure(f"{inventory} is not there: name Ansible's inventory")
    names = [node.name or "" for node in site.nodes]
    hidden = secrets(site)
    options = ("--become",) if become else ()
    with TemporaryDirectory(prefix="holdfast-story-") as folder:
        try:
            ansible = installed(inventory or "".join(f"{name}," for name in names), options)
            for name, data in journals(ansible, names, since):
                text = data.decode(errors="surrogateescape")
                told = without(hidden, text).encode(errors="surrogateescape")
                Path(folder, f"{name}.log").write_bytes(told)
        except AnsibleError as why:
            raise Failure(str(why)) from None
        yield tuple(f"{name}={Path(folder, f'{name}.log')}" for name in names)
