# SPDX-License-Identifier: Apache-2.0
#
# VERB [RUN CONTROL [WORD…]], or connections FILTER. By hand, on the node itself: sh /var/lib/holdfast/RUN/program back
force=
if [ "${1-}" = --force ]; then
    force=--force
    shift
fi
verb=${1-} id=${2-} control=${3-}
run=$home/$id

# What was begun is done to its end, whatever becomes of the connection.
by_itself() {
    said=$scratch.said.$$
    setsid sh "$0" $force "alone-$verb" "$@" >"$said" 2>&1 </dev/null &
    wait $!
    cat "$said"
    rm -f "$said"
}

# With the node to itself, on the word of the control machine that has it.
alone() {
    take_lock
    [ -d "$run" ] || refuse "the run $id is not there any more"
    require_control "$control"
}

case $verb in
    tell) tell ;;
    begin) begin ;;
    connections) connections "${2-}" ;;
    await-frames) await_frames ;;
    send-frames) send_frames ;;
    count-frames) count_frames ;;
    claim)
        take_lock
        claim "$control" "${4-}"
        part claimed
        ;;
    do | restore | undo)
        shift
        by_itself "$@"
        exit 0
        ;;
    alone-do)
        alone
        do_step "$4" "$5"
        ;;
    alone-restore)
        alone
        shift 3
        as_before restore_files "$@"
        ;;
    alone-undo)
        alone
        shift 3
        as_before back_each "$@"
        ;;
    finish | forget)
        alone
        "$verb"
        ;;
    back)
        take_lock
        run=$(readlink -f -- "$0")
        run=${run%/*} id=${run##*/}
        if go_back $(ls "$run/acts" | sort -rn); then echo "as it was before $id"; else
            echo "$why"
            exit 1
        fi
        exit 0
        ;;
    *) refuse "no such verb: $verb" ;;
esac
part end
