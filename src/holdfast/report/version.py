# SPDX-License-Identifier: Apache-2.0
"""The version of the JSON of check, prove and drill."""

VERSION = 0
"""0: it may still change. 1 from the day on at which fields are only added to it."""
