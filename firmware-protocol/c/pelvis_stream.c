/* Samples into notifications: protocol.md, "Stream". */
#include "pelvis_bytes.h"
#include "pelvis_sensor.h"

#define SLOTS (PELVIS_QUEUE_LENGTH + 1u)
#define MOST 32767

/* Rounded half away from zero; the reserved -32768 cannot come out. unit is even. */
static int16_t quantise(int32_t value, int32_t unit)
{
    int32_t whole = value / unit;
    int32_t rest = value % unit;
    if (rest >= unit / 2) {
        whole++;
    } else if (rest <= -(unit / 2)) {
        whole--;
    }

    return (int16_t)(whole > MOST ? MOST : whole < -MOST ? -MOST : whole);
}

int16_t pelvis_quantise_quaternion(int32_t two_to_the_30)
{
    return quantise(two_to_the_30, 65536);
}

int16_t pelvis_quantise_acceleration(int32_t micrometres_per_second_squared)
{
    return quantise(micrometres_per_second_squared, 5000);
}

int16_t pelvis_quantise_rate(int32_t microradians_per_second)
{
    return quantise(microradians_per_second, 1000);
}

uint8_t pelvis_sample_size(uint8_t content)
{
    if ((content & PELVIS_QUATERNION) == 0 || content > (PELVIS_QUATERNION | PELVIS_ACCELERATION | PELVIS_RATE)) {
        return 0;
    }

    return (uint8_t)(8u + ((content & PELVIS_ACCELERATION) != 0 ? 6u : 0u) + ((content & PELVIS_RATE) != 0 ? 6u : 0u));
}

uint8_t pelvis_capacity(uint16_t mtu, uint8_t content, uint16_t rate_hz)
{
    unsigned size = pelvis_sample_size(content);
    unsigned room = mtu > PELVIS_MOST_MTU ? PELVIS_MOST_MTU : mtu;
    unsigned fit, timely;
    if (size == 0 || rate_hz == 0 || room < PELVIS_LEAST_MTU) {
        return 0;
    }

    fit = (room - 3u - PELVIS_HEADER_SIZE) / size;
    timely = 1u + (unsigned)((uint32_t)rate_hz * PELVIS_MOST_BATCHED_US / 1000000u);
    return (uint8_t)(fit < timely ? fit : timely);
}

bool pelvis_stream_begin(pelvis_stream *stream, uint16_t mtu, uint8_t content, uint16_t rate_hz, uint16_t boot)
{
    uint32_t period;
    stream->oldest = 0;
    stream->waiting = 0;
    stream->count = 0;
    stream->dropped = 0;
    stream->content = content;
    stream->boot = boot;
    stream->capacity = pelvis_capacity(mtu, content, rate_hz);
    if (stream->capacity == 0) {
        return false;
    }

    period = (1000000u + rate_hz / 2u) / rate_hz;
    stream->period_us = (uint16_t)(period > 0xFFFFu ? 0xFFFFu : period);
    return true;
}

/* The slot of the notification under way is the one behind those that wait. */
static uint8_t under_way(const pelvis_stream *stream)
{
    return (uint8_t)((stream->oldest + stream->waiting) % SLOTS);
}

static uint8_t *put_axes(uint8_t *at, const int32_t *axes, uint8_t clipped, int16_t (*quantised)(int32_t))
{
    unsigned axis;
    for (axis = 0; axis < 3; axis++) {
        int16_t value = quantised(axes[axis]);
        if (((unsigned)clipped >> axis & 1u) != 0) {
            value = axes[axis] < 0 ? -MOST : MOST;
        }

        at = pelvis_put16(at, (uint16_t)value);
    }

    return at;
}

static bool at_an_end(int32_t value, int16_t (*quantised)(int32_t))
{
    int16_t sent = quantised(value);
    return sent == MOST || sent == -MOST;
}

static bool is_clipped(const pelvis_sample *sample)
{
    unsigned axis;
    for (axis = 0; axis < 3; axis++) {
        if (at_an_end(sample->acceleration[axis], pelvis_quantise_acceleration)
            || at_an_end(sample->rate[axis], pelvis_quantise_rate)) {
            return true;
        }
    }

    return sample->clipped != 0;
}

/* A sample that does not follow the last one by one period cannot share its notification: its time could not be told. */
static bool follows(const pelvis_stream *stream, const pelvis_sample *sample)
{
    uint32_t step = sample->time_us - stream->last_time;
    uint32_t batched = sample->time_us - stream->first_time;
    uint32_t tolerance = stream->period_us / 8u;
    return sample->counter == (uint16_t)(stream->last_counter + 1u) && step >= stream->period_us - tolerance
        && step <= stream->period_us + tolerance && batched <= PELVIS_MOST_BATCHED_US;
}

void pelvis_stream_flush(pelvis_stream *stream)
{
    uint8_t slot = under_way(stream);
    uint8_t *head = stream->bytes[slot];
    uint32_t span = stream->last_time - stream->first_time;
    uint32_t step = stream->period_us;
    if (stream->count == 0) {
        return;
    }

    if (stream->count > 1) {
        uint32_t steps = stream->count - 1u;
        step = (span + steps / 2u) / steps;
    }

    (void)pelvis_put8(head + 1, stream->count);
    (void)pelvis_put16(head + 8, (unsigned)step);
    stream->lengths[slot] = (uint8_t)(PELVIS_HEADER_SIZE + (unsigned)stream->count * pelvis_sample_size(stream->content));
    stream->count = 0;
    if (stream->waiting < PELVIS_QUEUE_LENGTH) {
        stream->waiting++;
    } else {
        /* The newest motion is worth most, and the counter shows the hole. */
        stream->oldest = (uint8_t)((stream->oldest + 1u) % SLOTS);
        stream->dropped++;
    }
}

void pelvis_stream_add(pelvis_stream *stream, const pelvis_sample *sample)
{
    uint8_t *head, *at;
    unsigned part;
    if (stream->capacity == 0) {
        return;
    }

    if (stream->count > 0 && !follows(stream, sample)) {
        pelvis_stream_flush(stream);
    }

    head = stream->bytes[under_way(stream)];
    if (stream->count == 0) {
        at = pelvis_put8(head, stream->content);
        at = pelvis_put8(at, 0);
        at = pelvis_put16(at, sample->counter);
        at = pelvis_put32(at, sample->time_us);
        at = pelvis_put16(at, 0);
        (void)pelvis_put16(at, stream->boot);
        stream->first_time = sample->time_us;
    }

    head[0] = (uint8_t)(head[0] | (is_clipped(sample) ? PELVIS_CLIPPED : 0u) | (sample->settling ? PELVIS_SETTLING : 0u));
    at = head + PELVIS_HEADER_SIZE + (size_t)stream->count * pelvis_sample_size(stream->content);
    for (part = 0; part < 4; part++) {
        at = pelvis_put16(at, (uint16_t)pelvis_quantise_quaternion(sample->quaternion[part]));
    }

    if ((stream->content & PELVIS_ACCELERATION) != 0) {
        at = put_axes(at, sample->acceleration, sample->clipped & 7u, pelvis_quantise_acceleration);
    }

    if ((stream->content & PELVIS_RATE) != 0) {
        (void)put_axes(at, sample->rate, sample->clipped >> 3, pelvis_quantise_rate);
    }

    stream->last_time = sample->time_us;
    stream->last_counter = sample->counter;
    stream->count++;
    if (stream->count == stream->capacity) {
        pelvis_stream_flush(stream);
    }
}

const uint8_t *pelvis_stream_peek(const pelvis_stream *stream, size_t *length)
{
    if (stream->waiting == 0) {
        *length = 0;
        return NULL;
    }

    *length = stream->lengths[stream->oldest];
    return stream->bytes[stream->oldest];
}

void pelvis_stream_sent(pelvis_stream *stream)
{
    if (stream->waiting > 0) {
        stream->oldest = (uint8_t)((stream->oldest + 1u) % SLOTS);
        stream->waiting--;
    }
}
