# SPDX-License-Identifier: Apache-2.0
"""A proof's trace played on the real daemons, and whether they do as the model says."""
