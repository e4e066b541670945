/* One connection and its control point: protocol.md, "Control point" and "Link". */
#include "pelvis_bytes.h"
#include "pelvis_sensor.h"

void pelvis_link_init(pelvis_link *link, const pelvis_firmware *calls, void *firmware, const pelvis_description *description)
{
    link->calls = calls;
    link->firmware = firmware;
    link->description = description;
    link->battery_percent = 100;
    link->broken = false;
    link->streaming = false;
    link->stream.capacity = 0;
    link->stream.waiting = 0;
    link->stream.count = 0;
    link->connected = false;
    link->testing = false;
    pelvis_link_disconnected(link);
}

static void stop(pelvis_link *link)
{
    if (link->streaming) {
        link->streaming = false;
        link->calls->sample(link->firmware, false, link->rate_hz, link->content);
    }

    link->stream.waiting = 0;
    link->stream.count = 0;
}

/* Rate and content are the central's, not the sensor's: the next central finds the sensor as after a start. */
void pelvis_link_disconnected(pelvis_link *link)
{
    stop(link);
    link->connected = false;
    link->encrypted = false;
    link->control_subscribed = false;
    link->stream_subscribed = false;
    link->answering = false;
    link->answer_length = 0;
    link->mtu = PELVIS_LEAST_MTU;
    link->rate_hz = link->description->rates[0];
    link->content = PELVIS_QUATERNION;
}

void pelvis_link_connected(pelvis_link *link)
{
    pelvis_link_disconnected(link);
    link->connected = true;
}

void pelvis_link_mtu(pelvis_link *link, uint16_t mtu)
{
    /* A stream under way keeps its layout. */
    link->mtu = mtu < PELVIS_LEAST_MTU ? PELVIS_LEAST_MTU : mtu;
}

void pelvis_link_encrypted(pelvis_link *link)
{
    link->encrypted = link->connected;
}

void pelvis_link_subscribed_control(pelvis_link *link, bool on)
{
    link->control_subscribed = on && link->encrypted;
}

void pelvis_link_subscribed_stream(pelvis_link *link, bool on)
{
    link->stream_subscribed = on && link->encrypted;
    if (!link->stream_subscribed) {
        stop(link);
    }
}

void pelvis_link_battery(pelvis_link *link, uint8_t percent)
{
    link->battery_percent = percent;
}

static uint8_t *begin_answer(pelvis_link *link, uint8_t operation, pelvis_status status)
{
    uint8_t *at = pelvis_put8(link->answer, (unsigned)operation | PELVIS_OP_ANSWER);
    at = pelvis_put8(at, link->tag);
    link->answer_length = 3;
    return pelvis_put8(at, (unsigned)status);
}

static pelvis_status start(pelvis_link *link)
{
    if (link->streaming || link->testing) {
        return PELVIS_WRONG_STATE;
    }

    if (!link->stream_subscribed) {
        return PELVIS_NOT_SUBSCRIBED;
    }

    if (link->broken) {
        return PELVIS_BROKEN;
    }

    if (link->battery_percent < PELVIS_LEAST_BATTERY_PERCENT) {
        return PELVIS_BATTERY_LOW;
    }

    if (!pelvis_stream_begin(&link->stream, link->mtu, link->content, link->rate_hz, link->description->boot)) {
        return PELVIS_DOES_NOT_FIT;
    }

    link->streaming = true;
    link->calls->sample(link->firmware, true, link->rate_hz, link->content);
    return PELVIS_DONE;
}

static pelvis_status set_rate(pelvis_link *link, unsigned rate_hz)
{
    uint8_t i;
    if (link->streaming || link->testing) {
        return PELVIS_WRONG_STATE;
    }

    for (i = 0; i < link->description->rate_count; i++) {
        if (link->description->rates[i] == rate_hz) {
            link->rate_hz = (uint16_t)rate_hz;
            return PELVIS_DONE;
        }
    }

    return PELVIS_NOT_OFFERED;
}

static pelvis_status set_content(pelvis_link *link, uint8_t content)
{
    if (link->streaming || link->testing) {
        return PELVIS_WRONG_STATE;
    }

    if (pelvis_sample_size(content) == 0 || ((unsigned)link->description->contents >> content & 1u) == 0) {
        return PELVIS_NOT_OFFERED;
    }

    link->content = content;
    return PELVIS_DONE;
}

static pelvis_status self_test(pelvis_link *link)
{
    if ((link->description->features & PELVIS_FEATURE_SELF_TEST) == 0) {
        return PELVIS_NOT_OFFERED;
    }

    return link->streaming || link->testing ? PELVIS_WRONG_STATE : PELVIS_DONE;
}

static pelvis_status identify(pelvis_link *link, uint8_t seconds)
{
    if ((link->description->features & PELVIS_FEATURE_IDENTIFY) == 0 || seconds > PELVIS_MOST_IDENTIFY_S) {
        return PELVIS_NOT_OFFERED;
    }

    link->calls->identify(link->firmware, seconds);
    return PELVIS_DONE;
}

/* Bytes of a request, operation and tag included; 0 for an operation that there is not. */
static size_t length_of(uint8_t operation)
{
    switch (operation) {
    case PELVIS_OP_START:
    case PELVIS_OP_STOP:
    case PELVIS_OP_SELF_TEST:
        return 2;
    case PELVIS_OP_CONTENT:
    case PELVIS_OP_IDENTIFY:
        return 3;
    case PELVIS_OP_RATE:
        return 4;
    default:
        return 0;
    }
}

static pelvis_status done(pelvis_link *link, const uint8_t *bytes, size_t length)
{
    size_t expected = length_of(bytes[0]);
    if (expected == 0) {
        return bytes[0] >= PELVIS_OP_FACTORY && bytes[0] < PELVIS_OP_ANSWER ? PELVIS_LOCKED : PELVIS_UNKNOWN_OPERATION;
    }

    if (length != expected) {
        return PELVIS_WRONG_LENGTH;
    }

    switch (bytes[0]) {
    case PELVIS_OP_START:
        return start(link);
    case PELVIS_OP_RATE:
        return set_rate(link, bytes[2] | (unsigned)bytes[3] << 8);
    case PELVIS_OP_CONTENT:
        return set_content(link, bytes[2]);
    case PELVIS_OP_SELF_TEST:
        return self_test(link);
    case PELVIS_OP_IDENTIFY:
        return identify(link, bytes[2]);
    default:
        stop(link);
        return PELVIS_DONE;
    }
}

uint8_t pelvis_link_write(pelvis_link *link, const uint8_t *bytes, size_t length)
{
    pelvis_status status;
    uint8_t *at;
    if (!link->encrypted) {
        return PELVIS_ATT_NOT_ENCRYPTED;
    }

    if (!link->control_subscribed) {
        return PELVIS_ATT_NOT_CONFIGURED;
    }

    if (link->answering) {
        return PELVIS_ATT_IN_PROGRESS;
    }

    if (length < 2) {
        return PELVIS_ATT_INVALID_LENGTH;
    }

    link->answering = true;
    link->tag = bytes[1];
    status = done(link, bytes, length);
    if (bytes[0] == PELVIS_OP_SELF_TEST && status == PELVIS_DONE) {
        /* Answered when it has ended. */
        link->testing = true;
        link->calls->self_test(link->firmware);
        return PELVIS_ATT_TAKEN;
    }

    at = begin_answer(link, bytes[0], status);
    if (bytes[0] == PELVIS_OP_START && status == PELVIS_DONE) {
        at = pelvis_put16(at, link->description->boot);
        at = pelvis_put32(at, link->calls->now_us(link->firmware));
        (void)pelvis_put16(at, link->stream.period_us);
        link->answer_length = PELVIS_ANSWER_SIZE;
    }

    return PELVIS_ATT_TAKEN;
}

void pelvis_link_self_tested(pelvis_link *link, uint8_t failed)
{
    if (!link->testing) {
        return;
    }

    link->testing = false;
    link->broken = failed != 0;
    if (link->answering && link->answer_length == 0) {
        (void)pelvis_put8(begin_answer(link, PELVIS_OP_SELF_TEST, PELVIS_DONE), failed);
        link->answer_length = 4;
    }
}

const uint8_t *pelvis_link_answer(const pelvis_link *link, size_t *length)
{
    *length = link->answer_length;
    return link->answer_length > 0 ? link->answer : NULL;
}

void pelvis_link_confirmed(pelvis_link *link)
{
    if (link->answer_length > 0) {
        link->answer_length = 0;
        link->answering = false;
    }
}

void pelvis_link_sample(pelvis_link *link, const pelvis_sample *sample)
{
    if (link->streaming) {
        pelvis_stream_add(&link->stream, sample);
    }
}
