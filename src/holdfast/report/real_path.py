# SPDX-License-Identifier: Apache-2.0
"""Where the files of a site stand on this machine."""

import os

from holdfast.model.place import Place
from holdfast.model.site import Site


def real_path(site: Site, place: Place) -> str:
    """The path of a place's file as this machine has it: below its node's folder, or as given."""
    if place.node is None:
        return place.path
    node = next(node for node in site.nodes if node.name == place.node)
    return node.source.rstrip("/") + place.path


def relative(path: str, root: str) -> str:
    """The path from `root` (absolute), or an absolute one for what is not below it."""
    whole = os.path.normpath(os.path.join(root, path))
    below = root.rstrip("/") + "/"
    return whole[len(below) :] if whole.startswith(below) else whole
