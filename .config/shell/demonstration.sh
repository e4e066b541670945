# A home and a clinic on one machine, each with a broker of its own, paired as in life. Sourced after common.sh.
# shellcheck shell=bash disable=SC2154

# is_demonstration ARGUMENT…: whether "pelvicfeedback run" is asked for nothing of its own. Whoever names a sensor, a patient, a plan, a broker or a
# folder has a home of his own, which is nobody's demonstration.
is_demonstration() {
    local setting
    for setting in SENSOR EXERCISE PLAN PATIENT SITE BROKER CLINIC CONFIG; do
        setting=PELVIC_$setting
        [ -z "${!setting:-}" ] || return 1
    done
    while [ $# -gt 0 ]; do
        case $1 in
            --speed=* | --port=* | --lan=* | --log=* | --log-level=*) shift ;;
            --speed | --port | --lan | --log | --log-level) shift; [ $# -eq 0 ] || shift ;;
            *) return 1 ;;
        esac
    done
}

hub_id='' home_id=''

# start COMMAND… &: becomes it, in a session of its own, so that Ctrl-C reaches this script alone; it is ended when this script is killed.
start() {
    if command -v setsid >/dev/null && command -v setpriv >/dev/null; then
        exec setsid setpriv --pdeathsig TERM "$@"
    else
        exec "$@"
    fi
}

# end_both: the home first, so that its last words still arrive.
end_both() {
    trap '' INT TERM
    local id
    for id in $home_id $hub_id; do
        kill -TERM "$id" 2>/dev/null || true
        wait "$id" 2>/dev/null || true
    done
}

# how_it_ended STATUS: for a person.
how_it_ended() {
    if [ "$1" -gt 128 ]; then echo "was ended by signal $(($1 - 128))"; else echo "has ended with exit code $1"; fi
}

# demonstrate HUB HOME ARGUMENT…: the two programs, and further arguments of "HOME run". Returns when both have ended: 0 after Ctrl-C.
demonstrate() {
    local hub=$1 home=$2 folder status=0 address
    shift 2
    folder=${PELVIC_DATA:-${XDG_DATA_HOME:-$HOME/.local/share}/pelvicfeedback}/demonstration
    mkdir -p "$folder"
    rm -f "$folder/hub/code"
    trap 'end_both; exit 0' INT TERM

    start "$hub" run --data "$folder/hub" --demonstration-code "$folder/hub/code" --first-password-file "$folder/hub/sign-in" >"$scratch/hub" &
    hub_id=$!
    # The code is the last thing that it does before it is there.
    until [ -s "$folder/hub/code" ]; do
        if ! kill -0 "$hub_id" 2>/dev/null; then
            wait "$hub_id" || status=$?
            say "The clinic's hub $(how_it_ended "$status"): see above."
            return 1
        fi
        sleep 0.1
    done

    if [ ! -f "$folder/home/secrets/pairing.json" ]; then
        if ! quietly "Pairing the home with the clinic" "$home" pair "$(cat "$folder/hub/code")" --data "$folder/home"; then
            say "If the clinic of $folder is another than it was: delete that folder, which holds nobody's data, and start again."
            end_both
            return 1
        fi
    fi

    address=$(sed -n 's|^The hub: \(http://[^ ]*\) .*|\1|p' "$scratch/hub")
    printf 'The therapist: %s  Sign in as %s, unless you have chosen another password there.\n' "$address" "$(cat "$folder/hub/sign-in")"
    start "$home" run --data "$folder/home" "$@" &
    home_id=$!
    wait -n "$home_id" "$hub_id" || status=$?
    if kill -0 "$home_id" 2>/dev/null; then
        say "The clinic's hub $(how_it_ended "$status"): the home is ended too."
        status=1
    elif [ "$status" -gt 128 ]; then
        say "The home $(how_it_ended "$status"): the clinic is ended too."
    fi
    end_both
    return "$status"
}
