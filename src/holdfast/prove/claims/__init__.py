# SPDX-License-Identifier: Apache-2.0
"""A module and a page per claim."""
