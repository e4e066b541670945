# What a test run's result files (*.trx) say. Sourced.
# shellcheck shell=bash

# outcomes FOLDER: one word a test, such as Passed, Failed or NotExecuted.
outcomes() {
    local file
    for file in "$1"/*.trx; do
        [ ! -f "$file" ] || grep -o '<UnitTestResult [^>]*' "$file" | sed -n 's/.* outcome="\([A-Za-z]*\)".*/\1/p'
    done
}

# count FOLDER: "N passed, N failed, N skipped" over all projects; false if any failed or none ran.
count() {
    local passed=0 failed=0 skipped=0 outcome
    while read -r outcome; do
        case $outcome in
            Passed) passed=$((passed + 1)) ;;
            NotExecuted) skipped=$((skipped + 1)) ;;
            *) failed=$((failed + 1)) ;;
        esac
    done < <(outcomes "$1")
    [ $((passed + failed)) -gt 0 ] || echo "No test ran."
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

# Where an adapter comes in two kinds, both pass the same contract. A class of tests that puts an adapter to its contract has
# the adapter's word in its name. Lines: family, adapter, word, and "package" where it needs FullPackages.
adapter_table='MQTT:libmosquitto:Libmosquitto:
MQTT:MQTTnet:MqttNet:package
Bluetooth:BlueZ:BlueZ:
Bluetooth:InTheHand:InTheHand:package
virtual time:HistoricalScheduler:HistoricalClock:
virtual time:TestScheduler:TestSchedulerClock:package'

# adapters FOLDER WHY_NOT_FULL: a line a family: which adapters were put to their contract, and which not, and why.
# "MQTT: libmosquitto; not run here: MQTTnet (package not on this registry)"
adapters() {
    local classes family adapter word package ran absent why
    classes=$(cat "$1"/*.trx 2>/dev/null | grep -o ' className="[^"]*"' | sort -u) || true
    for family in MQTT Bluetooth 'virtual time'; do
        ran='' absent=''
        while IFS=: read -r _ adapter word package; do
            if [[ $classes == *"$word"* ]]; then
                ran="${ran:+$ran, }$adapter"
                continue
            fi
            why="no test of it is among these"
            [ "$package" != package ] || [ "${FullPackages:-false}" = true ] || why=$2
            absent="${absent:+$absent, }$adapter ($why)"
        done < <(grep "^$family:" <<<"$adapter_table")
        echo "$family: ${ran:-none}${absent:+; not run here: $absent}"
    done
}
