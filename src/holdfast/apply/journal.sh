# SPDX-License-Identifier: Apache-2.0
#
# Runs on the host (journalctl, gzip, base64) and changes nothing there. Standard input: since when, as
# journalctl takes it, base64. Standard output: parts with a head line each; `journal` is packed.
PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
export PATH LC_ALL

part() {
    printf '\n== holdfast %s ==\n' "$1"
}

since=$(base64 -d)
part journal
{
    errors=$({
        # Not --quiet: that would leave out where the host booted.
        journalctl --no-pager --unit=keepalived --unit=haproxy --since="$since" \
            --lines="$1" --output=short-iso-precise | gzip | base64 >&3
    } 2>&1)
} 3>&1
part errors
printf '%s\n' "$errors"
part end
