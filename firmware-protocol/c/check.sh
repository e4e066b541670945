#!/bin/sh
# Builds the library with all warnings as errors and tests it. Needs python3, and the compiler that the word names.
#   check.sh host [FOLDER]        vectors, gcc (or $CC)
#   check.sh sanitized [FOLDER]   vectors again, with the address and undefined-behaviour sanitizers
#   check.sh fuzz [FOLDER]        events in any order: libFuzzer if there is clang, else inputs of our own
#   check.sh cortex-m4 [FOLDER]   vectors on an emulated Cortex-M4: arm-none-eabi-gcc and qemu-system-arm
#   check.sh sizes [FOLDER]       flash and RAM on a Cortex-M4, bytes
#   check.sh session FOLDER       builds encode_session, which stands in for a sensor
set -eu
here=$(cd "$(dirname "$0")" && pwd)
what=${1:?host, sanitized, fuzz, cortex-m4, sizes or session}
out=${2:-$(mktemp -d)}
mkdir -p "$out"
[ $# -ge 2 ] || trap 'rm -rf "$out"' EXIT

cc=${CC:-gcc}
strict="-std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Werror"
arm="arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16"

table() { python3 "$here/test/table.py" "$here/../vectors.json" >"$out/vectors.inc"; }

# Links in one folder, so that no list of files has a folder with a space in it.
cd "$out"
ln -sf "$here"/*.c "$here"/*.h "$here"/test/*.c "$here"/cortex-m4/* .
library="pelvis_stream.c pelvis_link.c pelvis_facts.c"

case $what in
host)
    table
    $cc $strict -O2 -I. vectors_test.c $library -o vectors_test
    ./vectors_test
    ;;
sanitized)
    table
    $cc $strict -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -I. vectors_test.c $library -o vectors_sanitized
    ./vectors_sanitized
    ;;
fuzz)
    if command -v clang >/dev/null && clang $strict -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -I. fuzz.c $library -o fuzzer 2>fuzzer.log; then
        ./fuzzer -runs="${ROUNDS:-300000}" -seed=20261122 -max_len=400 2>&1 | tail -n 2
    else
        $cc $strict -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -I. fuzz.c fuzz_main.c $library -o fuzzer
        ./fuzzer "${ROUNDS:-300000}"
    fi
    ;;
cortex-m4)
    table
    $arm $strict -O2 -specs=rdimon.specs -nostartfiles -T memory.ld -I. start.c vectors_test.c $library -o vectors.elf
    timeout 60 qemu-system-arm -M mps2-an386 -display none -semihosting-config enable=on,target=native -kernel vectors.elf
    ;;
sizes)
    for file in $library; do
        $arm $strict -Os -ffunction-sections -c "$file" -o "$file.o"
    done
    arm-none-eabi-size -t pelvis_stream.c.o pelvis_link.c.o pelvis_facts.c.o
    printf '#include "pelvis_sensor.h"\nchar of_a_stream[sizeof(pelvis_stream)]; char of_a_link[sizeof(pelvis_link)];\n' >sizes.c
    $arm $strict -c sizes.c -o sizes.o
    arm-none-eabi-nm -S -t d sizes.o
    $arm $strict -Os -fstack-usage -c pelvis_link.c -o link.o
    $arm $strict -Os -fstack-usage -c pelvis_stream.c -o stream.o
    cat link.su stream.su
    ;;
session)
    $cc $strict -O2 -I. encode_session.c $library -o encode_session
    ;;
*)
    echo "unknown: $what" >&2
    exit 2
    ;;
esac
