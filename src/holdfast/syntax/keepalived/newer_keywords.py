# SPDX-License-Identifier: Apache-2.0
"""Words of a later version. Made by scripts/keepalived-keywords --newer; do not edit."""

VERSION = "2.4.3"
"""Of the keepalived whose keepalived.conf(5) was read."""

KEYWORDS = frozenset(
    (
        b"active_key anti_replay auth_hmac dbus_no_interface_name iproute_etc_dir "
        b"iproute_usr_dir json_file_location json_version mode multihop no_virtual_ipaddress "
        b"set_supplementary_groups sni_name snmp_rs_stats_update_interval "
        b"snmp_vs_stats_update_interval state_file_location stats_file_location time_window "
        b"timer_expired_backup tls_compliant use_symlink_paths v3_checksum_as_v2 "
        b"vrrp_delay_after_boot"
    ).split()
)
"""Keywords that no block of the table of keywords has."""
