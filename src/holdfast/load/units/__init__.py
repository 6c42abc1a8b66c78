# SPDX-License-Identifier: Apache-2.0
"""systemd units of a node: the release's own, replaced or changed by the node's files."""

from holdfast.load.units.command_line import arguments, option_values
from holdfast.load.units.node_units import node_units

__all__ = ["arguments", "node_units", "option_values"]
