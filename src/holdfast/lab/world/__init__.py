# SPDX-License-Identifier: Apache-2.0
"""Who answers as every backend."""
