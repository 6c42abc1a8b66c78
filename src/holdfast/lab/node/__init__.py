# SPDX-License-Identifier: Apache-2.0
"""A host of the lab: its files, its interfaces, its kernel settings."""
