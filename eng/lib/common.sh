# Shared by the scripts in eng/: messages, packages, processes. Sourced, not run.
# shellcheck shell=bash

# shellcheck disable=SC2034 # for the scripts that source this
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Build and compiler servers would outlive the script, and summaries are read in English.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# Progress goes to stderr, so that a function can answer on stdout.
say() { printf '==> %s\n' "$*" >&2; }

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# quietly COMMAND...: its output is shown only if it fails. A function called this way must chain its commands with &&,
# since bash ignores `set -e` in it.
quietly() {
    local log status=0
    log=$(mktemp "${work:-/tmp}/log.XXXXXX")
    "$@" >"$log" 2>&1 </dev/null || status=$?
    ((status == 0)) || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

# Installs those of the given Debian packages that are missing.
install_packages() {
    local package missing=()
    for package in "$@"; do
        [[ $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) == *' installed' ]] || missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    command -v apt-get >/dev/null || die "needs ${missing[*]}: install them, this system has no apt-get"
    [[ $EUID == 0 ]] || die "needs the Debian packages ${missing[*]}: install them, or run as root"

    say "Installing ${missing[*]} (apt-get)"
    # Freshly installed packages would start their services; ours are started privately, so the policy says no.
    local policy=/usr/sbin/policy-rc.d policy_is_ours='' status=0
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
        policy_is_ours=1
    fi
    quietly apt-get update -q &&
        DEBIAN_FRONTEND=noninteractive quietly apt-get install -qy --no-install-recommends "${missing[@]}" || status=$?
    [[ -z $policy_is_ours ]] || rm -f "$policy"
    ((status == 0)) || die "apt-get could not install ${missing[*]}"
}

# The runtime identifier of programs that run in a container here.
native_rid() {
    case $(uname -m) in
        aarch64 | arm64) echo linux-arm64 ;;
        *) echo linux-x64 ;;
    esac
}

# Succeeds while the process runs; a zombie that its parent has not collected does not count.
is_running() {
    [[ -n $1 && -r /proc/$1/status ]] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

# wait_until SECONDS COMMAND...: for conditions that the shell gets no event for.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

# within SECONDS COMMAND...: ends it after that time, as GNU's timeout does, which not every system has. Its output is not shown.
within() {
    local seconds=$1 pid
    shift
    "$@" >/dev/null 2>&1 </dev/null &
    pid=$!
    if wait_until "$seconds" has_ended "$pid"; then
        wait "$pid"
    else
        kill -KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null || return 1
    fi
}

# For a process that the shell has started, which it collects by itself.
has_ended() { ! kill -0 "$1" 2>/dev/null; }

# Whether missing programs can be installed here: Debian and its kin, as root.
can_install() { command -v apt-get >/dev/null && [[ $EUID == 0 ]]; }

# start_server NAME HOME COMMAND...: in a session of its own, so that Ctrl-C reaches the script and not the server.
# Leaves HOME/NAME.pid and HOME/NAME.log.
start_server() {
    local name=$1 home=$2
    shift 2
    setsid "$@" >"$home/$name.log" 2>&1 </dev/null &
    echo $! >"$home/$name.pid"
}

# stop_server NAME HOME: asks it to end, insists after 20 seconds. Only a process whose command line names HOME is
# ours: a process id alone may have been reused.
stop_server() {
    local name=$1 home=$2 pid
    pid=$(cat "$home/$name.pid" 2>/dev/null) || return 0
    if is_running "$pid" && grep -qaF "$home/" "/proc/$pid/cmdline"; then
        kill -TERM "$pid" 2>/dev/null || true
        if ! wait_until 20 is_gone "$pid"; then
            kill -KILL "$pid" 2>/dev/null || true
            wait_until 5 is_gone "$pid" || true
        fi
    fi
    rm -f "$home/$name.pid"
}

is_gone() { ! is_running "$1"; }

# Ends at once every process whose command line holds the text.
kill_naming() {
    local file pid
    for file in /proc/[0-9]*/cmdline; do
        pid=${file//[!0-9]/}
        if [[ $pid != "$$" ]] && grep -qaF -e "$1" "$file" 2>/dev/null; then kill -KILL "$pid" 2>/dev/null || true; fi
    done
}

# Removes a folder and the mounts in it, deepest first.
remove_mounted() {
    local mount
    while read -r mount; do
        umount "$mount" 2>/dev/null || umount --lazy "$mount" 2>/dev/null || true
    done < <(awk -v folder="$1/" 'index($2, folder) == 1 { print $2 }' /proc/self/mounts | sort -r)
    rm -rf "$1"
}
