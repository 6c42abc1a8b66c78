# SPDX-License-Identifier: Apache-2.0
#
# What the control machine asks for. main.sh has read run and control.

# Standard input is the run, a tar archive in base64. Keeps what is there now; all of
# it or nothing, and nothing of the node is changed.
begin() {
    require_tools
    take_lock
    for unfinished in $(runs); do
        [ -e "$home/$unfinished/over" ] || refuse "unfinished: $unfinished"
    done
    last=$(runs | tail -n 1)
    [ "$(printf '%s\n' "$last" "$id" | sort | tail -n 1)" = "$id" ] ||
        refuse "$last was begun later than this run: one of the control machines has a wrong clock"
    claim "$control"
    run=$home/new
    rm -rf "$run"
    if ! why=$(fill 2>&1 9>&-); then
        rm -rf "$run"
        leave
        refuse "$(printf '%s' "$why" | head -n 1)"
    fi
    mv -T "$run" "$home/$id" && sync "$home" || refuse "$home cannot be written"
    part begun
}

fill() {
    mkdir "$run" "$run/paths" "$run/before" "$run/states" "$run/folders" "$run/old" &&
        base64 -d | tar -x --no-same-owner -C "$run" && new_journal && can_ask &&
        lines "$run/files" kept && lines "$run/staged" staged && object >"$run/objections" &&
        find "$run" -type f -exec sync {} + && find "$run" -depth -type d -exec sync {} +
}

# answers.pl is Perl, which not every host has.
can_ask() {
    command -v perl >/dev/null && return 0
    ! grep -q -r -F -e "${separator}answers$separator" "$run/gates" ||
        { echo "there is no perl: install it" && return 1; }
}

# kept LINE NUMBER PATH EXPECTED
kept() {
    unset IFS
    keep "$2" "$3" "$4"
}

# staged LINE NUMBER NEW MODE, or LINE NUMBER absent PATH
staged() {
    unset IFS
    if [ "$3" != absent ]; then
        prepare "$2" "$3" "$4"
    elif [ -L "$4" ]; then
        echo "$4 is a symbolic link on the node, and the file behind it would go: remove it by hand" >&2
        return 1
    else
        echo absent >>"$run/states/$2"
    fi
}

# What the daemons' checkers say of the files as they are.
object() {
    for step in $(ls "$run/gates"); do lines "$run/gates/$step" objection; done | sort -u
}

# objection LINE WITHIN FOR GATE FIELD…
objection() {
    unset IFS
    if [ "$4" = accepted ]; then
        shift 4
        objections "$@" 3<&- | without_numbers
    fi
    return 0
}

runs() {
    ls "$home" 2>/dev/null | grep '^[0-9]\{8\}T'
}

# do_step STEP FIRST: the step, and where it fails the way back to FIRST by itself, so that it goes on
# when the connection is lost; 0 where others have acted since, too.
do_step() {
    if forward "$1"; then
        part done
        return
    fi
    failed=$why
    note "failed $1"
    if [ "$2" -eq 0 ]; then
        part failed
    elif go_back $(seq "$1" -1 "$2"); then
        part undone
    else
        part stuck
        failed="$failed; it could not be taken back: $why"
    fi
    printf '%s\n' "$failed" | head -c 2000
}

# go_back STEP…: the last one first.
go_back() {
    restore_files "$@" && back_each "$@"
}

back_each() {
    for each; do
        back "$each" || return 1
    done
}

# as_before COMMAND STEP…: one of restore_files and back_each.
as_before() {
    if "$@"; then
        part undone
    else
        part stuck
        printf '%s\n' "$why" | head -c 2000
    fi
}

# Nobody works here any more, and nothing of us is left where there is nothing to undo.
leave() {
    rm -f "$scratch.control" "$scratch.begun" "$scratch.begun.units"
    [ -n "$(runs)" ] || { rm -f "$home/lock"; rmdir "$home" 2>/dev/null || :; }
}

# The run stays, to be undone, where it changed anything; the ten newest do.
finish() {
    if nothing_left; then
        forget
        return
    fi
    rm -rf "$run/new" && : >"$run/over" && sync "$run/over" "$run"
    for old in $(runs | head -n -10); do rm -rf "${home:?}/$old"; done
    leave
    part finished
}

# Whether every file is as it was, and all else that was done was to let daemons read them.
nothing_left() {
    for number in $(ls "$run/before"); do
        [ "$(state "$(path_of "$number")")" = "$(cat "$run/before/$number")" ] || return 1
    done
    for step in $(ls "$run/acts"); do cat "$run/acts/$step"; done |
        awk -F "$separator" '
            $1 != "put" && $1 != "remove" && !($1 == "unit" && $2 == "reload") { left = 1 }
            END { exit left }'
}

forget() {
    rm -rf "$run"
    leave
    part forgotten
}

# connections: how many clients have some on the VIPs of a filter of ss(8).
connections() {
    told=$(of_clients "$1") || refuse "ss cannot tell the connections: $told"
    part connections
    printf '%s\n' "$told"
}

# tell: the newest run as it stands, and who works on it.
tell() {
    part run
    [ -d "$home" ] || return 0
    take_lock "$lease"
    rm -rf "$home/new" # of a begin that was cut off: nobody is at it, or the lock would be held
    id=$(runs | tail -n 1)
    if [ -z "$id" ]; then
        leave
        return
    fi
    run=$home/$id
    printf '%s\n' "$id"
    part control
    holder
    part over
    [ ! -e "$run/over" ] || echo yes
    part journal
    cat "$run/journal"
    part outline
    base64 <"$run/outline.json"
    part changed
    changed_since
}
