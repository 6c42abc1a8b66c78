# SPDX-License-Identifier: Apache-2.0
#
# Files: kept, put in place whole, put back. `states` has, by number, every state that this run
# gives a file, with the one it had before; a file in any other state was changed by somebody.

# What of a file counts: its bytes, mode and owner.
state() {
    if [ -L "$1" ]; then
        echo strange
    elif [ -f "$1" ]; then
        set -- "$1" "$(sha256sum <"$1")"
        printf '%s %s\n' "${2%% *}" "$(stat -c '%a %u %g' "$1")"
    elif [ -e "$1" ]; then
        echo strange
    else
        echo absent
    fi
}

# The number of a file to its path, links followed.
path_of() {
    cat "$run/paths/$1"
}

# keep NUMBER PATH EXPECTED: a copy of the file, before anything changes. EXPECTED is the hash of its
# bytes when it was read; `any`, or absent-or-HASH for one that may be there with these already.
keep() {
    path=$(readlink -m -- "$2") && other_name "$path" "$2" && printf '%s' "$path" >"$run/paths/$1" ||
        return 1
    was=$(state "$path")
    if [ "$was" = strange ]; then
        echo "$2 is no plain file on the node" >&2
        return 1
    fi
    case $3 in
        any | "${was%% *}" | absent-or-"${was%% *}") ;;
        absent-or-*) [ "$was" = absent ] || changed "$2" || return 1 ;;
        *) changed "$2" || return 1 ;;
    esac
    printf '%s\n' "$was" >"$run/before/$1" && printf '%s\n' "$was" >"$run/states/$1" || return 1
    if [ "$was" = absent ]; then
        missing_folders "${path%/*}" >"$run/folders/$1"
    else
        cp --preserve=all -- "$path" "$run/old/$1" || return 1
        [ "$(state "$run/old/$1")" = "$was" ] || changed "$2"
    fi
}

# other_name PATH NAMED: two numbers for one file would each be in the other's way, and a rename would
# leave the other names of a file with its former bytes.
other_name() {
    for other in $(ls "$run/paths"); do
        [ "$(path_of "$other")" != "$1" ] || { echo "$2 is $1, which is changed by that name, too" >&2; return 1; }
    done
    [ ! -f "$1" ] || [ "$(stat -c %h "$1")" -eq 1 ] || {
        echo "$2 has other names (hard links), which would keep what it was: make it a file of its own" >&2
        return 1
    }
}

changed() {
    echo "$1 was changed since it was read: read the node again" >&2
    return 1
}

# The folders on the way that are not there yet, the deepest first.
missing_folders() {
    above=$1
    while [ -n "$above" ] && [ ! -d "$above" ]; do
        printf '%s\n' "$above"
        above=${above%/*}
    done
}

# prepare NUMBER NEW MODE: the staged bytes get mode, owner and attributes: those of the file that is
# there where MODE is empty.
prepare() {
    if [ -f "$run/old/$1" ]; then
        cp --preserve=all -- "$run/old/$1" "$run/new/$2.whole" || return 1
        cat <"$run/new/$2" >"$run/new/$2.whole" && mv -T -- "$run/new/$2.whole" "$run/new/$2" || return 1
    else
        chmod "$3" "$run/new/$2" && chown 0:0 "$run/new/$2" || return 1
    fi
    state "$run/new/$2" >>"$run/states/$1"
}

# in_place NUMBER FROM: at once for whoever reads it, and after a loss of power the old or the new one.
# A link takes no room, so that a full disk keeps nobody from going back; else it is a copy, since
# whoever writes into a linked file writes into the backup, too. In a folder where others may write
# nobody can lay a link in the way: --remove-destination.
in_place() {
    path=$(path_of "$1")
    between=$(between "$1")
    if ! why_not=$(cp --preserve=all --remove-destination -- "$2" "$between" 2>&1); then
        rm -f -- "$between"
        if [ "${2%/*}" != "$run/old" ] || ! ln -T -- "$2" "$between" 2>/dev/null; then
            printf '%s\n' "$why_not" >&2
            return 1
        fi
    fi
    sync "$between" && mv -T -- "$between" "$path" && sync "${path%/*}"
}

# Where a file lies before it is renamed.
between() {
    above=$(path_of "$1")
    printf '%s\n' "${above%/*}/.holdfast-$id.$1"
}

# put NUMBER NEW
put() {
    path=$(path_of "$1")
    is=$(state "$path")
    [ "$is" != "$(state "$run/new/$2")" ] || return 0
    if ! grep -q -x -F -e "$is" "$run/states/$1"; then
        echo "somebody changed $path meanwhile" >&2
        return 1
    fi
    if [ -s "$run/folders/$1" ]; then
        (umask 022 && mkdir -p -- "${path%/*}") || return 1
    fi
    in_place "$1" "$run/new/$2" || return 1
    [ -f "$run/old/$1" ] || ! command -v restorecon >/dev/null || relabel "$1"
}

# A new file, and the folders that were made for it, get the SELinux context that the policy has for
# them; one that was there keeps its own.
relabel() {
    { cat "$run/folders/$1" && path_of "$1" && echo; } | restorecon -f - 2>/dev/null || :
}

# remove NUMBER
remove() {
    path=$(path_of "$1")
    is=$(state "$path")
    [ "$is" != absent ] || return 0
    if ! grep -q -x -F -e "$is" "$run/states/$1"; then
        echo "somebody changed $path meanwhile" >&2
        return 1
    fi
    rm -f -- "$path" && sync "${path%/*}"
}

# restore NUMBER: the file as it was before. One that somebody changed is kept in `discarded`, where
# that was asked for, else it stays and is an error.
restore() {
    path=$(path_of "$1")
    is=$(state "$path")
    rm -f -- "$(between "$1")"
    if ! grep -q -x -F -e "$is" "$run/states/$1"; then
        if [ -z "$force" ]; then
            echo "$path was changed since: it was left as it is" >&2
            return 1
        fi
        mkdir -p "$home/discarded/$id" && cp --preserve=all -- "$path" "$home/discarded/$id/$1" &&
            printf '%s\n' "$path" >"$home/discarded/$id/$1.path" || return 1
    fi
    if [ -f "$run/old/$1" ]; then
        put_back "$1" "$is"
        return
    fi
    if [ "$is" != absent ]; then rm -f -- "$path" && sync "${path%/*}" || return 1; fi
    while IFS= read -r folder; do
        if [ -d "$folder" ]; then rmdir --ignore-fail-on-non-empty -- "$folder" || return 1; fi
    done <"$run/folders/$1"
}

# put_back NUMBER STATE: the backup in the place of the file that is in this state.
put_back() {
    was=$(cat "$run/before/$1")
    [ "$2" != "$was" ] || return 0
    if [ "$(state "$run/old/$1")" != "$was" ]; then
        echo "the backup of $(path_of "$1") is damaged: $run/old/$1" >&2
        return 1
    fi
    in_place "$1" "$run/old/$1"
}

# load_profile PATH: NetworkManager keeps a profile that it has read at a boot, whatever becomes of its
# file, until it is told of it. Where it does not run there is none.
load_profile() {
    case $1 in
        /etc/NetworkManager/system-connections/*)
            nmcli connection load "$1" >/dev/null 2>&1 </dev/null || :
            ;;
    esac
}
