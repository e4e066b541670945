/* Drives fuzz.c where there is no libFuzzer: deterministic inputs, each a mutation of one that went before. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#define KEPT 64u
#define MOST 400u

static uint32_t state = 20261122u;

static uint32_t next(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % below;
}

int main(int argc, char **argv)
{
    /* A session that works, so that mutations reach behind the checks at the door. */
    static const uint8_t good[] = {
        0, 0, 2, 123, 3, 0, 4, 0, 5, 0,                /* connect, MTU 246, encrypt, subscribe */
        11, 4, 0x03, 1, 0x90, 0x01, 6, 0,              /* 400 Hz */
        11, 3, 0x04, 2, 7, 6, 0,                       /* everything */
        11, 2, 0x01, 3, 6, 0,                          /* start */
        12, 1, 13, 2, 12, 3, 12, 4, 10, 0, 12, 5, 10, 0, 12, 5, 10, 0, 12, 5, 10, 0, 12, 6, 10, 0, 9, 0, 9, 0,
        11, 2, 0x02, 4, 6, 0, 11, 2, 0x05, 5, 7, 0, 6, 0, /* stop, self-test */
        11, 2, 0x01, 6, 6, 0, 12, 9, 12, 250, 12, 255, 10, 0,
    };
    static uint8_t kept[KEPT][MOST];
    static size_t lengths[KEPT];
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000ul, round;
    unsigned i;
    for (i = 0; i < KEPT; i++) {
        memcpy(kept[i], good, sizeof good);
        lengths[i] = sizeof good;
    }

    for (round = 0; round < rounds; round++) {
        uint8_t bytes[MOST];
        unsigned from = next(KEPT), changes = 1u + next(8);
        size_t length = lengths[from];
        memcpy(bytes, kept[from], length);
        while (changes-- > 0) {
            size_t at = next((uint32_t)length);
            switch (next(4)) {
            case 0: bytes[at] = (uint8_t)next(256); break;
            case 1: bytes[at] = (uint8_t)next(14); break;
            case 2:
                if (length < MOST) {
                    memmove(bytes + at + 1, bytes + at, length - at);
                    bytes[at] = (uint8_t)next(256);
                    length++;
                }
                break;
            default:
                if (length > 8) {
                    memmove(bytes + at, bytes + at + 1, length - at - 1);
                    length--;
                }
                break;
            }
        }

        (void)LLVMFuzzerTestOneInput(bytes, length);
        if (next(16) == 0) {
            from = next(KEPT);
            memcpy(kept[from], bytes, length);
            lengths[from] = length;
            if (next(4) == 0) {
                /* Back to the beginning, or all of them end as noise. */
                memcpy(kept[from], good, sizeof good);
                lengths[from] = sizeof good;
            }
        }
    }

    printf("%lu inputs\n", rounds);
    return 0;
}
