# SPDX-License-Identifier: Apache-2.0
"""Several sites in one call."""

import os
from collections.abc import Iterator, Sequence

from holdfast.load.site import THIS_HOST, is_node_folder, load
from holdfast.model.host import Host
from holdfast.model.site import Site


def load_each(paths: Sequence[str], host: Host | None = None) -> Iterator[Site]:
    """Each site folder as a site of its own, in order; all other paths make one site together.

    Raises NotASite as `load` does, when its turn comes.
    """
    alone = [path for path in paths if _is_site_folder(path)]
    together = [path for path in paths if path not in alone]
    for path in alone:
        yield load([path])
    if together or not paths:
        yield load(together, host)


def _is_site_folder(path: str) -> bool:
    return path != THIS_HOST and os.path.isdir(path) and not is_node_folder(path)
