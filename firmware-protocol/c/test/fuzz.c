/*
 * Whatever a radio stack, a central and a sampling interrupt may do in whatever order: what goes out is well-formed, and the
 * rules of the link hold. Two bytes of an input are an event. With clang this is a libFuzzer target; without, fuzz_main.c drives it.
 */
#include "pelvis_sensor.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#define DEMAND(condition) do { if (!(condition)) abort(); } while (0)

static bool sampling;

static void on_sample(void *firmware, bool on, uint16_t rate_hz, uint8_t content)
{
    (void)firmware;
    DEMAND(sampling != on);
    DEMAND(rate_hz > 0 && pelvis_sample_size(content) > 0);
    sampling = on;
}

static void on_self_test(void *firmware)
{
    (void)firmware;
    DEMAND(!sampling);
}

static void on_identify(void *firmware, uint8_t seconds)
{
    (void)firmware;
    DEMAND(seconds <= PELVIS_MOST_IDENTIFY_S);
}

static uint32_t on_now(void *firmware)
{
    (void)firmware;
    return 0xFFFFFFF0u;
}

static const pelvis_firmware calls = {on_sample, on_self_test, on_identify, on_now};
static const pelvis_description description = {
    PELVIS_FEATURE_SELF_TEST | PELVIS_FEATURE_IDENTIFY, 7, 0xAA, {1, 0, 0}, 1, 0, 16, 2000, 0, 0, 0, 3, {100, 25, 400}};

static void well_formed(const pelvis_link *link)
{
    size_t length;
    const uint8_t *bytes = pelvis_stream_peek(&link->stream, &length);
    const uint8_t *answer;
    if (bytes != NULL) {
        unsigned count = bytes[1], step = bytes[8] | (unsigned)bytes[9] << 8, at;
        DEMAND(link->connected && link->encrypted && link->stream_subscribed);
        DEMAND(length <= PELVIS_NOTIFICATION_SIZE && count > 0);
        DEMAND(length == PELVIS_HEADER_SIZE + count * pelvis_sample_size(bytes[0] & 7u));
        DEMAND((bytes[0] & 0xE0u) == 0 && step > 0 && (count - 1u) * step <= PELVIS_MOST_BATCHED_US + count);
        for (at = PELVIS_HEADER_SIZE; at < length; at += 2) {
            DEMAND(!(bytes[at] == 0x00 && bytes[at + 1] == 0x80));
        }
    }

    answer = pelvis_link_answer(link, &length);
    DEMAND(answer == NULL || (length >= 3 && length <= PELVIS_ANSWER_SIZE && (answer[0] & 0x80u) != 0 && link->connected));
    DEMAND(sampling == link->streaming && (!sampling || link->connected));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static pelvis_link link;
    pelvis_sample sample;
    uint8_t *request;
    size_t at = 0, size;
    sampling = false;
    memset(&sample, 0, sizeof sample);
    pelvis_link_init(&link, &calls, NULL, &description);
    while (at < length) {
        uint8_t event = bytes[at++];
        uint8_t argument = at < length ? bytes[at++] : 0;
        switch (event % 14u) {
        case 0: pelvis_link_connected(&link); break;
        case 1: pelvis_link_disconnected(&link); break;
        case 2: pelvis_link_mtu(&link, (uint16_t)(argument * 2u)); break;
        case 3: pelvis_link_encrypted(&link); break;
        case 4: pelvis_link_subscribed_control(&link, argument < 240); break;
        case 5: pelvis_link_subscribed_stream(&link, argument < 240); break;
        case 6: pelvis_link_confirmed(&link); break;
        case 7: pelvis_link_self_tested(&link, argument > 200 ? argument : 0); break;
        case 8: pelvis_link_battery(&link, argument); break;
        case 9: pelvis_stream_sent(&link.stream); break;
        case 10: pelvis_stream_flush(&link.stream); break;
        case 11:
            /* A request of its own size on the heap, so that a sanitizer sees a byte read too many. */
            size = argument % 6u;
            size = size > length - at ? length - at : size;
            request = malloc(size + 1u);
            DEMAND(request != NULL);
            memcpy(request, bytes + at, size);
            (void)pelvis_link_write(&link, request, size);
            free(request);
            at += size;
            break;
        default:
            sample.counter = (uint16_t)(sample.counter + 1u + (argument > 250));
            sample.time_us += argument > 240 ? argument * 16777u : 10000u + argument;
            sample.quaternion[argument % 4u] ^= (int32_t)((uint32_t)argument << 24);
            sample.acceleration[argument % 3u] = (int32_t)(argument * 16843009u);
            sample.rate[argument % 3u] = (int32_t)(0u - argument * 16843009u);
            sample.clipped = argument & 0x3Fu;
            sample.settling = argument > 128;
            pelvis_link_sample(&link, &sample);
            break;
        }

        well_formed(&link);
    }

    return 0;
}
