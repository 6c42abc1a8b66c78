# SPDX-License-Identifier: Apache-2.0
"""etc/network/interfaces and what it sources (interfaces(5), ifupdown 0.8 of Debian 12)."""

from holdfast.load.interfaces.stanzas import interfaces

__all__ = ["interfaces"]
