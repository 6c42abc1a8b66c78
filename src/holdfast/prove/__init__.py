# SPDX-License-Identifier: Apache-2.0
"""Every state that a site's nodes can reach under faults, and the claims that hold in all."""
