# SPDX-License-Identifier: Apache-2.0
"""A site as it runs: one value, and how a terminal and JSON tell it."""
