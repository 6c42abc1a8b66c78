# SPDX-License-Identifier: Apache-2.0
"""`make bench-failover`: the same faults on every site and on Holdfast's own, in one run."""
