# SPDX-License-Identifier: Apache-2.0
"""From bytes to tokens to trees: total (every byte string parses) and lossless."""
