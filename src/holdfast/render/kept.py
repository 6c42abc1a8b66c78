# SPDX-License-Identifier: Apache-2.0
"""What every file by which a node keeps a VIP says first, in the comments of all those formats."""

KEPT = """\
# Kept here whoever owns it, so that HAProxy can always bind it. As /32 or /128: a wider prefix
# would take the whole network of the VIP along.
"""
