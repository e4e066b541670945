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
ticker=
stop_ticking() { [ -z "$ticker" ] || { kill "$ticker" 2>/dev/null || true; wait "$ticker" 2>/dev/null || true; ticker=; }; }
leave_nothing() { stop_ticking; rm -rf "$scratch"; }
trap leave_nothing EXIT
# dotnet ends with an ordinary failure on Ctrl-C; without these the script would go on with its next step.
trap 'exit 130' INT
trap 'exit 143' TERM

# ticking WHAT: says every 15 s that WHAT still runs, until stop_ticking.
ticking() {
    (
        trap 'kill "$sleep" 2>/dev/null; exit' TERM
        seconds=0
        while :; do
            sleep 15 & sleep=$!
            wait "$sleep"
            seconds=$((seconds + 15))
            say "  $1: ${seconds} s"
        done
    ) &
    ticker=$!
}

# quietly WHAT COMMAND…: runs COMMAND, shows what it printed only if it failed, and returns its exit code.
quietly() {
    local what=$1 status=0
    shift
    say "$what …"
    ticking "still $(printf '%s' "${what:0:1}" | tr '[:upper:]' '[:lower:]')${what:1}"
    "$@" >"$scratch/quietly.log" 2>&1 </dev/null || status=$?
    stop_ticking
    [ "$status" -eq 0 ] || cat "$scratch/quietly.log" >&2
    return "$status"
}
