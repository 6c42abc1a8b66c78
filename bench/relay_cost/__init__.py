# SPDX-License-Identifier: Apache-2.0
"""`make bench-relay`: a node's rate with the relay's table and without, in turn."""
