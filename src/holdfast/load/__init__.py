# SPDX-License-Identifier: Apache-2.0
"""From folders and files to a Site, every value with its place. Reads files, changes nothing."""
