# Shared by run, test and .ci/run: sourced, never executed. Paths are absolute or come from $root; nothing here changes
# the caller's directory, so that arguments such as replay:FILE mean what they meant where they were typed.
# shellcheck shell=bash

# Debian keeps mosquitto in /usr/sbin, which is not on every user's path.
export PATH="$PATH:/usr/sbin:/sbin"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

say() { printf '%s\n' "$*" >&2; }

# Exit 2 is the project's "cannot start like this": something is missing or an argument makes no sense.
unusable() { say "$*"; exit 2; }

scratch=$(mktemp -d)
leave_nothing() { stop_ticking; rm -rf "$scratch"; }
trap leave_nothing EXIT
# dotnet ends with an ordinary failure on Ctrl-C; without these the script would go on with its next step.
trap 'exit 130' INT
trap 'exit 143' TERM

# ticking WHAT: says every 15 s that WHAT goes on, until stop_ticking or this script's end, which both close the pipe it
# reads from. What runs meanwhile is started with 9>&-: a build server that outlives it would keep the pipe open.
ticking() {
    exec 9> >(
        seconds=0
        while read -r -t 15; [ $? -gt 128 ]; do
            seconds=$((seconds + 15))
            say "  $1: ${seconds} s"
        done
    )
}
stop_ticking() { exec 9>&-; }

# quietly WHAT COMMAND…: runs COMMAND, shows what it printed only if it failed, and returns its exit code.
quietly() {
    local what=$1 status=0
    shift
    say "$what …"
    ticking "still at it"
    "$@" >"$scratch/quietly.log" 2>&1 </dev/null 9>&- || status=$?
    stop_ticking
    [ "$status" -eq 0 ] || cat "$scratch/quietly.log" >&2
    return "$status"
}
