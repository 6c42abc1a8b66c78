# SPDX-License-Identifier: Apache-2.0
"""What is wrong in a site: rules, their findings, their fixes."""
