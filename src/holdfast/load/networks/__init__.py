# SPDX-License-Identifier: Apache-2.0
"""Interfaces and their addresses from every network configuration that a node may have."""

from holdfast.load.networks.networks import networks

__all__ = ["networks"]
