# SPDX-License-Identifier: Apache-2.0
"""Faults played on the real daemons with a client watching, and what came of it."""
