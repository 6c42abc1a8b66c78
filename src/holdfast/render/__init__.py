# SPDX-License-Identifier: Apache-2.0
"""From values to the bytes of a new file; a file that exists is only ever edited."""
