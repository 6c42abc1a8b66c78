# SPDX-License-Identifier: Apache-2.0
#
# A step of the plan on this node: its acts and gates, and the way back. $run/acts/N and $run/gates/N
# have a line each. The journal says what was begun, and how it was before.

# lines FILE COMMAND…: runs the command with the number and the fields of every line, to the first
# that fails.
lines() {
    [ -e "$1" ] || return 0
    list=$1
    shift
    line_number=0
    while IFS= read -r line <&3; do
        line_number=$((line_number + 1))
        IFS=$separator
        "$@" "$line_number" $line || { unset IFS; return 1; }
    done 3<"$list"
}

# one_act STEP NUMBER FIELD…
one_act() {
    unset IFS
    step=$1 number=$2
    shift 2
    if noted "did $step $number"; then return 0; fi
    if ! grep -q "^act $step $number " "$run/journal"; then
        note "act $step $number $(as_it_is "$@")" || { why="the journal cannot be written"; return 1; }
    fi
    why=$(act "$@" 2>&1 3<&- 9>&- </dev/null) || return 1
    note "did $step $number"
}

# one_gate NUMBER WITHIN FOR GATE FIELD…
one_gate() {
    unset IFS
    shift
    hold "$@" 3<&-
}

# forward STEP: `why` says what stopped it.
forward() {
    noted "done $1" && return 0
    lines "$run/acts/$1" one_act "$1" && lines "$run/gates/$1" one_gate && note "done $1"
}

# restore_files STEP…: the files of all these steps as they were, before any daemon reads them. A unit
# that came with this run stops while its file is there yet.
restore_files() {
    note backing || { why="the journal cannot be written"; return 1; }
    for step; do
        begun "$step" >"$scratch.begun" && units_of "$scratch.begun" >"$scratch.begun.units" &&
            lines "$scratch.begun.units" back_unit end_new || return 1
    done
    for step; do
        begun "$step" >"$scratch.begun" && lines "$scratch.begun" back_file || return 1
    done
    systemctl daemon-reload >/dev/null 2>&1 || :
}

# back STEP: what began to run stops, then the kernel, then what ran reads its own files again. `why`
# as above.
back() {
    grep -q "^act $1 " "$run/journal" 2>/dev/null || return 0
    noted "undone $1 ." && return 0
    begun "$1" >"$scratch.begun" && units_of "$scratch.begun" >"$scratch.begun.units" &&
        lines "$scratch.begun.units" back_unit stop_again &&
        lines "$scratch.begun" back_kernel && lines "$scratch.begun" back_profile &&
        lines "$scratch.begun.units" back_unit run_again &&
        note "undone $1 ." # the point: torn, the line of step 12 is none of step 1
}

# The acts of a step that were begun, the last one first, each with what was before it in front.
begun() {
    awk -v step="$1" -v separator="$separator" '
        FILENAME == ARGV[1] && $1 == "act" && $2 == step && !($3 in was) {
            number = $3
            sub(/^act [0-9]+ [0-9]+ /, "")
            was[number] = $0
        }
        FILENAME == ARGV[2] && FNR in was { print was[FNR] separator $0 }
    ' "$run/journal" "$run/acts/$1" | tac
}

# Every unit among them: its name, what was done to it, and how it was before the first of that.
units_of() {
    tac "$1" | awk -F "$separator" -v OFS="$separator" '
        $2 == "unit" {
            if (!($4 in was)) { order[++n] = $4; was[$4] = $1 }
            verbs[$4] = verbs[$4] " " ($3 == "reload-or-restart" ? "reload" : $3)
        }
        END { for (i = 1; i <= n; i++) print order[i], verbs[order[i]], was[order[i]] }'
}

# back_unit HOW NUMBER NAME VERBS WAS
back_unit() {
    unset IFS
    why=$("$1" "$3" "$4" "$5" 2>&1 3<&- 9>&- </dev/null)
}

# back_file NUMBER WAS KIND FILE…
back_file() {
    unset IFS
    case $3 in
        put | remove) why=$(restore "$4" 2>&1 3<&-) ;;
    esac
}

# back_kernel NUMBER WAS KIND FIELD…
back_kernel() {
    unset IFS
    shift
    why=$(take_back "$@" 2>&1 3<&- 9>&- </dev/null)
}

# back_profile NUMBER WAS KIND FILE…
back_profile() {
    unset IFS
    case $3 in
        put | remove) load_profile "$(path_of "$4")" 3<&- 9>&- ;;
    esac
}

# The files that this run touched and that are in no state which it gave them, by path.
changed_since() {
    for step in $(ls "$run/acts" 2>/dev/null); do begun "$step"; done |
        awk -F "$separator" '$2 == "put" || $2 == "remove" { print $3 }' | sort -un |
        while read -r number; do
            path=$(path_of "$number")
            grep -q -x -F -e "$(state "$path")" "$run/states/$number" || printf '%s\n' "$path"
        done
}
