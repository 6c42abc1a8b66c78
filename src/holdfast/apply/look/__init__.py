# SPDX-License-Identifier: Apache-2.0
"""One look at a running node, for status and watch: what it is asked, and what its answer says."""
