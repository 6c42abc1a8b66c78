# SPDX-License-Identifier: Apache-2.0
"""What looks at running nodes say about a site: who owns, who serves, what is wrong."""
