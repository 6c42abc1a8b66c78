# SPDX-License-Identifier: Apache-2.0
"""Drills as one page that stands alone: no script, nothing fetched, read on screen and on paper."""
