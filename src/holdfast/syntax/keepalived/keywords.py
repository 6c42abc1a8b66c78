# SPDX-License-Identifier: Apache-2.0
"""keepalived's keywords by block. Made by scripts/keepalived-keywords; do not edit."""

VERSION = "2.2.7"
"""Of the keepalived that was asked."""

MANUAL = "2022-01-15"
"""The date of the keepalived.conf(5) that was read."""

_WORDS = {
    "": (
        b"SSL bfd_instance child_wait_time garp_group global_defs instance "
        b"interface_up_down_delays linkbeat_interfaces linkbeat_use_polling "
        b"namespace_with_ipsets net_namespace net_namespace_ipvs static_ipaddress static_routes "
        b"static_rules track_file track_group use_pid_dir virtual_server virtual_server_group "
        b"vrrp_instance vrrp_script vrrp_sync_group vrrp_track_file vrrp_track_process"
    ),
    "SSL": b"ca certificate key password",
    "bfd_instance": (
        b"checker hoplimit idle_tx max_hops min_rx min_tx multiplier neighbor_ip neighbour_ip "
        b"passive source_ip ttl vrrp weight"
    ),
    "garp_group": b"garp_interval gna_interval interface interfaces",
    "global_defs": (
        b"bfd_cpu_affinity bfd_no_swap bfd_priority bfd_process_name bfd_rlimit_rtime "
        b"bfd_rlimit_rttime bfd_rt_priority checker_cpu_affinity checker_log_all_failures "
        b"checker_no_swap checker_priority checker_process_name checker_rlimit_rtime "
        b"checker_rlimit_rttime checker_rt_priority config_save_dir data_use_instance "
        b"dbus_service_name default_interface disable_local_igmp dynamic_interfaces enable_dbus "
        b"enable_script_security enable_snmp_checker enable_snmp_keepalived enable_snmp_rfc "
        b"enable_snmp_rfcv2 enable_snmp_rfcv3 enable_snmp_vrrp enable_traps "
        b"fifo_write_vrrp_states_on_reload include_check log_unknown_vrids lvs_flush "
        b"lvs_flush_on_stop lvs_flush_onstop lvs_netlink_cmd_rcv_bufs "
        b"lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs "
        b"lvs_netlink_monitor_rcv_bufs_force lvs_notify_fifo lvs_notify_fifo_script "
        b"lvs_process_name lvs_sync_daemon lvs_timeouts max_auto_priority "
        b"min_auto_priority_delay nftables nftables_counters nftables_ifindex nftables_ipvs "
        b"nftables_ipvs_priority nftables_ipvs_start_fwmark nftables_priority no_checker_emails "
        b"no_email_faults notification_email notification_email_from notify_fifo "
        b"notify_fifo_script process_monitor_rcv_bufs process_monitor_rcv_bufs_force "
        b"process_name process_names random_seed reload_check_config reload_file reload_repeat "
        b"reload_time_file router_id rs_init_notifies script_user shutdown_script "
        b"shutdown_script_timeout smtp_alert smtp_alert_checker smtp_alert_vrrp "
        b"smtp_connect_timeout smtp_helo_name smtp_server snmp_socket startup_script "
        b"startup_script_timeout tmp_config_directory umask vmac_addr_prefix vmac_prefix "
        b"vrrp_check_unicast_src vrrp_cpu_affinity vrrp_down_timer_adverts vrrp_garp_extra_if "
        b"vrrp_garp_interval vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat "
        b"vrrp_garp_master_delay vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat "
        b"vrrp_garp_master_repeat vrrp_gna_interval vrrp_higher_prio_send_advert vrrp_ipsets "
        b"vrrp_iptables vrrp_lower_prio_no_advert vrrp_mcast_group4 vrrp_mcast_group6 "
        b"vrrp_min_garp vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force "
        b"vrrp_netlink_monitor_rcv_bufs vrrp_netlink_monitor_rcv_bufs_force vrrp_no_swap "
        b"vrrp_notify_fifo vrrp_notify_fifo_script vrrp_notify_priority_changes vrrp_priority "
        b"vrrp_process_name vrrp_rlimit_rtime vrrp_rlimit_rttime vrrp_rt_priority "
        b"vrrp_rx_bufs_multiplier vrrp_rx_bufs_policy vrrp_skip_check_adv_addr "
        b"vrrp_startup_delay vrrp_strict vrrp_version vrrp_vmac_garp_intvl"
    ),
    "track_file": b"file init_file weight",
    "track_group": b"group",
    "virtual_server": (
        b"alpha connect_timeout delay_before_retry delay_loop flag-1 flag-2 flag-3 ha_suspend "
        b"hashed hysteresis inhibit_on_failure ip_family lb_algo lb_kind lvs_method lvs_sched "
        b"mh-fallback mh-port omega ops persistence_engine persistence_granularity "
        b"persistence_timeout protocol quorum quorum_down quorum_up real_server retry "
        b"sh-fallback sh-port smtp_alert snmp_name sorry_server sorry_server_inhibit "
        b"sorry_server_lvs_method virtualhost warmup weight"
    ),
    "virtual_server real_server": (
        b"BFD_CHECK DNS_CHECK FILE_CHECK HTTP_GET MISC_CHECK PING_CHECK SMTP_CHECK SSL_GET "
        b"TCP_CHECK UDP_CHECK alpha connect_timeout delay_before_retry delay_loop "
        b"inhibit_on_failure lthreshold lvs_method notify_down notify_up retry smtp_alert "
        b"snmp_name uthreshold virtualhost warmup weight"
    ),
    "virtual_server real_server BFD_CHECK": (
        b"alpha bind_if bind_port bindto connect_ip connect_port connect_timeout "
        b"delay_before_retry delay_loop fwmark log_all_failures name retry warmup"
    ),
    "virtual_server real_server DNS_CHECK": (
        b"alpha bind_if bind_port bindto connect_ip connect_port connect_timeout "
        b"delay_before_retry delay_loop fwmark log_all_failures name retry type warmup"
    ),
    "virtual_server real_server FILE_CHECK": (
        b"alpha bind_if bind_port bindto connect_ip connect_port connect_timeout "
        b"delay_before_retry delay_loop dynamic fwmark log_all_failures retry track_file warmup "
        b"weight"
    ),
    "virtual_server real_server HTTP_GET": (
        b"alpha bind_if bind_port bindto connect_ip connect_port connect_timeout "
        b"delay_before_retry delay_loop enable_sni fast_recovery fwmark http_protocol "
        b"log_all_failures nb_get_retry retry url virtualhost warmup"
    ),
    "virtual_server real_server HTTP_GET url": (
        b"digest path regex regex_max_offset regex_min_offset regex_no_match regex_options "
        b"regex_stack status_code virtualhost"
    ),
    "virtual_server real_server MISC_CHECK": (
        b"alpha bind_if bind_port bindto connect_ip connect_port connect_timeout "
        b"delay_before_retry delay_loop fwmark log_all_failures misc_dynamic misc_path "
        b"misc_timeout retry user warmup"
    ),
    "virtual_server real_server PING_CHECK": (
        b"alpha bind_if bind_port bindto connect_ip connect_port connect_timeout "
        b"delay_before_retry delay_loop fwmark log_all_failures retry warmup"
    ),
    "virtual_server real_server SMTP_CHECK": (
        b"alpha bind_if bind_port bindto connect_ip connect_port connect_timeout "
        b"delay_before_retry delay_loop fwmark helo_name host log_all_failures retry warmup"
    ),
    "virtual_server real_server SSL_GET": (
        b"alpha bind_if bind_port bindto connect_ip connect_port connect_timeout "
        b"delay_before_retry delay_loop enable_sni fast_recovery fwmark http_protocol "
        b"log_all_failures nb_get_retry retry url virtualhost warmup"
    ),
    "virtual_server real_server SSL_GET url": (
        b"digest path regex regex_max_offset regex_min_offset regex_no_match regex_options "
        b"regex_stack status_code virtualhost"
    ),
    "virtual_server real_server TCP_CHECK": (
        b"alpha bind_if bind_port bindto connect_ip connect_port connect_timeout "
        b"delay_before_retry delay_loop fwmark log_all_failures retry warmup"
    ),
    "virtual_server real_server UDP_CHECK": (
        b"alpha bind_if bind_port bindto connect_ip connect_port connect_timeout "
        b"delay_before_retry delay_loop fwmark log_all_failures max_reply_length "
        b"min_reply_length payload require_reply retry warmup"
    ),
    "vrrp_instance": (
        b"accept advert_int authentication check_unicast_src debug dont_track_primary "
        b"down_timer_adverts garp_extra_if garp_lower_prio_delay garp_lower_prio_repeat "
        b"garp_master_delay garp_master_refresh garp_master_refresh_repeat garp_master_repeat "
        b"higher_prio_send_advert interface kernel_rx_buf_size linkbeat_use_polling "
        b"lower_prio_no_advert lvs_sync_daemon_interface mcast_dst_ip mcast_src_ip native_ipv6 "
        b"no_accept nopreempt notify notify_backup notify_deleted notify_fault notify_master "
        b"notify_master_rx_lower_pri notify_priority_changes notify_stop old_unicast_checksum "
        b"preempt preempt_delay priority promote_secondaries skip_check_adv_addr smtp_alert "
        b"state strict_mode track_bfd track_file track_interface track_process track_script "
        b"track_src_ip unicast_fault_no_peer unicast_peer unicast_src_ip unicast_ttl use_ipvlan "
        b"use_vmac use_vmac_addr version virtual_ipaddress virtual_ipaddress_excluded "
        b"virtual_router_id virtual_routes virtual_rules vmac_garp_intvl vmac_xmit_base vrf"
    ),
    "vrrp_instance authentication": b"auth_pass auth_type",
    "vrrp_script": b"fall init_fail interval rise script timeout user weight",
    "vrrp_sync_group": (
        b"global_tracking group notify notify_backup notify_deleted notify_fault notify_master "
        b"notify_priority_changes notify_stop smtp_alert sync_group_tracking_weight track_bfd "
        b"track_file track_interface track_process track_script"
    ),
    "vrrp_track_process": (
        b"delay fork_delay full_command param_match process quorum quorum_max terminate_delay "
        b"weight"
    ),
}

BLOCKS: dict[str, frozenset[bytes]] = {
    name: frozenset(words.split()) for name, words in _WORDS.items()
}
"""By the path of the block: the top is the empty name."""

LISTS = frozenset(
    (
        "garp_group interfaces",
        "global_defs notification_email",
        "interface_up_down_delays",
        "linkbeat_interfaces",
        "static_ipaddress",
        "static_routes",
        "static_rules",
        "track_group group",
        "virtual_server_group",
        "vrrp_instance track_bfd",
        "vrrp_instance track_file",
        "vrrp_instance track_interface",
        "vrrp_instance track_process",
        "vrrp_instance track_script",
        "vrrp_instance unicast_peer",
        "vrrp_instance virtual_ipaddress",
        "vrrp_instance virtual_ipaddress_excluded",
        "vrrp_instance virtual_routes",
        "vrrp_instance virtual_rules",
        "vrrp_sync_group group",
        "vrrp_sync_group track_bfd",
        "vrrp_sync_group track_file",
        "vrrp_sync_group track_interface",
        "vrrp_sync_group track_process",
        "vrrp_sync_group track_script",
    )
)
"""Blocks of entries: what stands in them are no keywords."""
