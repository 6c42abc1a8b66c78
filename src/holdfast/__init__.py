# SPDX-License-Identifier: Apache-2.0
"""Right and provably so: HAProxy behind keepalived."""

__version__ = "0.1.0"
