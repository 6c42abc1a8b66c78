# SPDX-License-Identifier: Apache-2.0
"""Bytes and changes to bytes: spans, edits, positions. Standard library only."""
