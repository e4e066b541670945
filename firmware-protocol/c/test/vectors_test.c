/* Runs every vector of the sensor's side, on the host and on a microcontroller alike. Exit code 0 if all passed. */
#include "pelvis_sensor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct quantise_vector {
    const char *name;
    int16_t (*of)(int32_t);
    int32_t input;
    int output;
};

struct capacity_vector {
    const char *name;
    uint16_t mtu;
    uint8_t content;
    uint16_t rate_hz;
    unsigned samples;
};

struct stream_vector {
    const char *name;
    uint16_t mtu;
    uint8_t content;
    uint16_t rate_hz;
    uint16_t boot;
    bool drained;
    const pelvis_sample *samples;
    size_t count;
    const char *const *notifications;
    size_t notification_count;
    uint32_t dropped;
};

struct description_vector {
    const char *name;
    const char *bytes;
    pelvis_description description;
};

struct battery_vector {
    const char *name;
    const char *bytes;
    uint8_t percent;
    pelvis_power power;
    uint16_t minutes;
};

struct control_vector {
    const char *name;
    const char *const *steps;
    size_t count;
};

#include "vectors.inc"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static unsigned run_count, failed_count;

static void check(const char *name, bool holds, const char *what)
{
    if (!holds) {
        failed_count++;
        printf("FAILED %s: %s\n", name, what);
    }
}

static void to_hex(const uint8_t *bytes, size_t length, char *hex)
{
    static const char digits[] = "0123456789abcdef";
    size_t i;
    for (i = 0; i < length; i++) {
        *hex++ = digits[bytes[i] >> 4];
        *hex++ = digits[bytes[i] & 15u];
    }

    *hex = '\0';
}

static void check_bytes(const char *name, const uint8_t *bytes, size_t length, const char *expected)
{
    static char hex[2 * PELVIS_NOTIFICATION_SIZE + 1];
    to_hex(bytes, length, hex);
    check(name, strcmp(hex, expected) == 0, hex);
}

static size_t from_hex(const char *hex, uint8_t *bytes)
{
    size_t length = strlen(hex) / 2, i;
    for (i = 0; i < length; i++) {
        char pair[3];
        pair[0] = hex[2 * i];
        pair[1] = hex[2 * i + 1];
        pair[2] = '\0';
        bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
    }

    return length;
}

static void drain(const struct stream_vector *vector, pelvis_stream *stream, size_t *at)
{
    const uint8_t *bytes;
    size_t length;
    while ((bytes = pelvis_stream_peek(stream, &length)) != NULL) {
        check(vector->name, *at < vector->notification_count, "a notification too many");
        if (*at < vector->notification_count) {
            check_bytes(vector->name, bytes, length, vector->notifications[*at]);
        }

        (*at)++;
        pelvis_stream_sent(stream);
    }
}

static void run_stream(const struct stream_vector *vector)
{
    static pelvis_stream stream;
    size_t i, at = 0;
    check(vector->name, pelvis_stream_begin(&stream, vector->mtu, vector->content, vector->rate_hz, vector->boot), "does not begin");
    for (i = 0; i < vector->count; i++) {
        pelvis_stream_add(&stream, &vector->samples[i]);
        if (vector->drained) {
            drain(vector, &stream, &at);
        }
    }

    pelvis_stream_flush(&stream);
    drain(vector, &stream, &at);
    check(vector->name, at == vector->notification_count, "a notification too few");
    check(vector->name, stream.dropped == vector->dropped, "dropped");
}

/* The firmware around the link: it notes what it was asked. */
static char did[64];
static uint32_t now_us;

static void on_sample(void *firmware, bool on, uint16_t rate_hz, uint8_t content)
{
    (void)firmware;
    if (on) {
        (void)snprintf(did, sizeof did, "on %u %u", (unsigned)rate_hz, (unsigned)content);
    } else {
        (void)snprintf(did, sizeof did, "off");
    }
}

static void on_self_test(void *firmware)
{
    (void)firmware;
    (void)snprintf(did, sizeof did, "self-test");
}

static void on_identify(void *firmware, uint8_t seconds)
{
    (void)firmware;
    (void)snprintf(did, sizeof did, "identify %u", (unsigned)seconds);
}

static uint32_t on_now(void *firmware)
{
    (void)firmware;
    return now_us;
}

static const pelvis_firmware firmware_calls = {on_sample, on_self_test, on_identify, on_now};

static const char *after(const char *step, const char *verb)
{
    size_t length = strlen(verb);
    return strncmp(step, verb, length) == 0 ? step + length : NULL;
}

static void run_step(const char *name, const char *step, pelvis_link *link, uint8_t *att, pelvis_sample *sample)
{
    uint8_t bytes[64];
    const uint8_t *answer;
    size_t length, waiting;
    const char *rest;
    if (strcmp(step, "connect") == 0) {
        pelvis_link_connected(link);
    } else if (strcmp(step, "disconnect") == 0) {
        pelvis_link_disconnected(link);
    } else if (strcmp(step, "encrypt") == 0) {
        pelvis_link_encrypted(link);
    } else if (strcmp(step, "subscribe control") == 0) {
        pelvis_link_subscribed_control(link, true);
    } else if (strcmp(step, "subscribe stream") == 0) {
        pelvis_link_subscribed_stream(link, true);
    } else if (strcmp(step, "unsubscribe stream") == 0) {
        pelvis_link_subscribed_stream(link, false);
    } else if (strcmp(step, "confirm") == 0) {
        pelvis_link_confirmed(link);
    } else if (strcmp(step, "no answer") == 0) {
        check(name, pelvis_link_answer(link, &length) == NULL, "an answer");
    } else if (strcmp(step, "sample") == 0) {
        pelvis_link_sample(link, sample);
        sample->counter++;
        sample->time_us += 10000;
    } else if ((rest = after(step, "mtu ")) != NULL) {
        pelvis_link_mtu(link, (uint16_t)atoi(rest));
    } else if ((rest = after(step, "battery ")) != NULL) {
        pelvis_link_battery(link, (uint8_t)atoi(rest));
    } else if ((rest = after(step, "now ")) != NULL) {
        now_us = (uint32_t)strtoul(rest, NULL, 10);
    } else if ((rest = after(step, "write ")) != NULL) {
        length = from_hex(rest, bytes);
        *att = pelvis_link_write(link, bytes, length);
    } else if ((rest = after(step, "att ")) != NULL) {
        check(name, *att == (uint8_t)strtoul(rest, NULL, 16), step);
    } else if ((rest = after(step, "answer ")) != NULL) {
        answer = pelvis_link_answer(link, &length);
        check_bytes(name, answer, length, rest);
    } else if ((rest = after(step, "tested ")) != NULL) {
        pelvis_link_self_tested(link, (uint8_t)strtoul(rest, NULL, 16));
    } else if ((rest = after(step, "did ")) != NULL) {
        check(name, strcmp(did, strcmp(rest, "nothing") == 0 ? "" : rest) == 0, step);
        did[0] = '\0';
    } else if ((rest = after(step, "notifications ")) != NULL) {
        for (waiting = 0; pelvis_stream_peek(&link->stream, &length) != NULL; waiting++) {
            pelvis_stream_sent(&link->stream);
        }

        check(name, waiting == (size_t)atoi(rest), step);
    } else {
        check(name, false, step);
    }
}

static void run_control(const struct control_vector *vector)
{
    static pelvis_link link;
    static pelvis_description description = {
        PELVIS_FEATURE_SELF_TEST | PELVIS_FEATURE_IDENTIFY, 0x1234, 0xAA, {1, 0, 0}, 1, 0, 16, 2000, 0, 0, 0, 5, {100, 25, 50, 60, 200}};
    pelvis_sample sample = {0, {1 << 30, 0, 0, 0}, {0, 0, 0}, {0, 0, 0}, 0, 0, false};
    uint8_t att = 0;
    size_t i;
    description.features = PELVIS_FEATURE_SELF_TEST | PELVIS_FEATURE_IDENTIFY;
    now_us = 0;
    did[0] = '\0';
    pelvis_link_init(&link, &firmware_calls, NULL, &description);
    for (i = 0; i < vector->count; i++) {
        const char *features = after(vector->steps[i], "features ");
        if (features != NULL) {
            description.features = (uint32_t)atoi(features);
        } else {
            run_step(vector->name, vector->steps[i], &link, &att, &sample);
        }
    }
}

int main(void)
{
    uint8_t bytes[PELVIS_DESCRIPTION_SIZE];
    size_t i;
    for (i = 0; i < COUNT(quantise_vectors); i++, run_count++) {
        check(quantise_vectors[i].name, quantise_vectors[i].of(quantise_vectors[i].input) == quantise_vectors[i].output, "another number");
    }

    for (i = 0; i < COUNT(capacity_vectors); i++, run_count++) {
        const struct capacity_vector *v = &capacity_vectors[i];
        check(v->name, pelvis_capacity(v->mtu, v->content, v->rate_hz) == v->samples, "another number");
    }

    for (i = 0; i < COUNT(stream_vectors); i++, run_count++) {
        run_stream(&stream_vectors[i]);
    }

    for (i = 0; i < COUNT(description_vectors); i++, run_count++) {
        check_bytes(description_vectors[i].name, bytes, pelvis_write_description(&description_vectors[i].description, bytes),
                    description_vectors[i].bytes);
    }

    for (i = 0; i < COUNT(battery_vectors); i++, run_count++) {
        const struct battery_vector *v = &battery_vectors[i];
        pelvis_write_battery(v->percent, v->power, v->minutes, bytes);
        check_bytes(v->name, bytes, PELVIS_BATTERY_SIZE, v->bytes);
    }

    for (i = 0; i < COUNT(control_vectors); i++, run_count++) {
        run_control(&control_vectors[i]);
    }

    printf("%u vectors, %u checks failed\n", run_count, failed_count);
    return failed_count == 0 ? 0 : 1;
}
