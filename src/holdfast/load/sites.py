# SPDX-License-Identifier: Apache-2.0
"""Several sites in one call."""

import os
from collections.abc import Iterator, Sequence

from holdfast.load.site import THIS_HOST, is_node_folder, load
from holdfast.model.host import Host
from holdfast.model.site import Site


def load_each(paths: Sequence[str], host: Host | None = None) -> Iterator[Site]:
    """Each of two or more site folders as a site of its own, in order; the other paths make one.

    Where only one path is a site folder, all make one site, as in `load`. Raises NotASite as that
    does, when its turn comes.
    """
    is_alone = [_is_site_folder(path) for path in paths]
    if sum(is_alone) < 2:
        yield load(paths, host)
        return
    for path, alone in zip(paths, is_alone, strict=True):
        if alone:
            yield load([path])
    together = [path for path, alone in zip(paths, is_alone, strict=True) if not alone]
    if together:
        yield load(together, host)


def _is_site_folder(path: str) -> bool:
    return path != THIS_HOST and os.path.isdir(path) and not is_node_folder(path)
