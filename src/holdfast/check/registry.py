# SPDX-License-Identifier: Apache-2.0
"""The rules, a line each."""

from holdfast.check.rule import Rule
from holdfast.check.rules import (
    haproxy_not_tracked,
    haproxy_started_only_by_notify,
    nopreempt_with_master,
    nopreempt_with_weight,
    notify_uses_shell_syntax,
    pgrep_matches_itself,
    script_user_missing,
    script_uses_shell_syntax,
    state_file_in_tmp,
    vip_bind_race,
    vip_on_second_interface_answers_arp,
    vip_without_listener,
    vrid_mismatch,
    weight_never_flips,
)

RULES = (
    Rule("haproxy-not-tracked", "error", haproxy_not_tracked.check),
    Rule("haproxy-started-only-by-notify", "error", haproxy_started_only_by_notify.check),
    Rule("nopreempt-with-master", "warning", nopreempt_with_master.check),
    Rule("nopreempt-with-weight", "error", nopreempt_with_weight.check),
    Rule("notify-uses-shell-syntax", "warning", notify_uses_shell_syntax.check),
    Rule("pgrep-matches-itself", "error", pgrep_matches_itself.check),
    Rule("script-user-missing", "error", script_user_missing.check),
    Rule("script-uses-shell-syntax", "error", script_uses_shell_syntax.check),
    Rule("state-file-in-tmp", "warning", state_file_in_tmp.check),
    Rule("vip-bind-race", "error", vip_bind_race.check),
    Rule("vip-on-second-interface-answers-arp", "error", vip_on_second_interface_answers_arp.check),
    Rule("vip-without-listener", "warning", vip_without_listener.check),
    Rule("vrid-mismatch", "error", vrid_mismatch.check),
    Rule("weight-never-flips", "error", weight_never_flips.check),
)
