# SPDX-License-Identifier: Apache-2.0
"""Firewall files of a node that surely drop the advertisements it should hear."""

from holdfast.load.firewall.barriers import barriers

__all__ = ["barriers"]
