# SPDX-License-Identifier: Apache-2.0
"""VIPs that a node's files keep on a second interface get their prefixes put right."""

from holdfast.methods.forms.ifupdown import FOLDER as IFUPDOWN_FOLDER
from holdfast.methods.host_prefix import narrow
from holdfast.methods.method import Refused
from holdfast.methods.plans import label
from holdfast.methods.value_prefix import narrow_value
from holdfast.model.address import host_prefix
from holdfast.model.change import FileEdit
from holdfast.model.kept import kept_elsewhere
from holdfast.model.site import Node


def corrections(node: Node) -> tuple[FileEdit, ...] | Refused:
    """What makes each of them a /32 or /128; refused where a prefix is not written plainly."""
    edits: dict[FileEdit, None] = {}
    for kept in kept_elsewhere(node):
        if not kept.wide:
            continue
        path, address = kept.place.path, kept.vip.address
        of_ifupdown = path.startswith(IFUPDOWN_FOLDER)
        narrowed = narrow if of_ifupdown else narrow_value
        found = narrowed(node.files[path].data, address, kept.place)
        if not found:
            return Refused(
                f"{label(node)}{path}: write {address} of {kept.interface.name} as a "
                f"/{host_prefix(address)} by hand: its prefix does not stand there plainly"
            )
        edits |= dict.fromkeys(FileEdit(node.name, path, edit) for edit in found)
    return tuple(edits)
