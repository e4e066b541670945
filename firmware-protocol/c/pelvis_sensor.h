/*
 * The sensor's side of the pelvis sensor protocol (../protocol.md), for any radio stack: C99, no heap, no floating point,
 * no global state. One thread (or one priority) owns a stream and a link; an interrupt that samples hands its samples over.
 */
#ifndef PELVIS_SENSOR_H
#define PELVIS_SENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PELVIS_MAJOR 1u
#define PELVIS_MINOR 0u

/* Sizes in bytes. A notification carries MTU - 3 bytes. */
#define PELVIS_LEAST_MTU 23u
#define PELVIS_MOST_MTU 247u
#define PELVIS_HEADER_SIZE 12u
#define PELVIS_NOTIFICATION_SIZE (PELVIS_MOST_MTU - 3u)
#define PELVIS_ANSWER_SIZE 11u
#define PELVIS_MOST_RATES 8u
#define PELVIS_DESCRIPTION_SIZE (23u + 2u * PELVIS_MOST_RATES)
#define PELVIS_BATTERY_SIZE 4u

/* From the first to the last sample of a notification, in microseconds. */
#define PELVIS_MOST_BATCHED_US 30000u

/* Finished notifications that wait for the radio; a firmware with more or less memory defines another number, at least 1. */
#ifndef PELVIS_QUEUE_LENGTH
#define PELVIS_QUEUE_LENGTH 4u
#endif

/* Content of a sample. The quaternion is always there. */
#define PELVIS_QUATERNION 0x01u
#define PELVIS_ACCELERATION 0x02u
#define PELVIS_RATE 0x04u

/* Flags beside the content in a notification's first byte. */
#define PELVIS_CLIPPED 0x08u
#define PELVIS_SETTLING 0x10u

/* Axes that were beyond the element's range. */
#define PELVIS_CLIPPED_ACCELERATION_X 0x01u
#define PELVIS_CLIPPED_ACCELERATION_Y 0x02u
#define PELVIS_CLIPPED_ACCELERATION_Z 0x04u
#define PELVIS_CLIPPED_RATE_X 0x08u
#define PELVIS_CLIPPED_RATE_Y 0x10u
#define PELVIS_CLIPPED_RATE_Z 0x20u

/* One sample as the sensor has it. */
typedef struct {
    uint32_t time_us;        /* the sample instant on the sensor's clock; wraps */
    int32_t quaternion[4];   /* w x y z, sensor to earth, 2^30 is 1 */
    int32_t acceleration[3]; /* specific force, micrometres a second squared */
    int32_t rate[3];         /* angular rate, microradians a second */
    uint16_t counter;        /* counts every sample that was due, also one that was lost before it came here; wraps */
    uint8_t clipped;         /* PELVIS_CLIPPED_... */
    bool settling;           /* the orientation is not to be trusted yet */
} pelvis_sample;

/* The stream: samples in, notifications out. */
typedef struct {
    uint8_t bytes[PELVIS_QUEUE_LENGTH + 1u][PELVIS_NOTIFICATION_SIZE]; /* one more: that under way */
    uint8_t lengths[PELVIS_QUEUE_LENGTH + 1u];
    uint8_t oldest;
    uint8_t waiting;
    uint8_t content;
    uint8_t capacity; /* samples in a notification */
    uint8_t count;    /* samples in that under way */
    uint16_t boot;
    uint16_t period_us;
    uint16_t last_counter;
    uint32_t first_time;
    uint32_t last_time;
    uint32_t dropped; /* notifications that were dropped since pelvis_stream_begin */
} pelvis_stream;

/* Bytes of one sample of that content; 0 for content that is none. */
uint8_t pelvis_sample_size(uint8_t content);

/* How many samples of that content at that rate go into one notification; 0 where not even one fits. */
uint8_t pelvis_capacity(uint16_t mtu, uint8_t content, uint16_t rate_hz);

/* Begins anew. rate_hz and content as pelvis_capacity takes them; false, and an unusable stream, where it says 0. */
bool pelvis_stream_begin(pelvis_stream *stream, uint16_t mtu, uint8_t content, uint16_t rate_hz, uint16_t boot);

/* Takes a sample. */
void pelvis_stream_add(pelvis_stream *stream, const pelvis_sample *sample);

/* Finishes the notification under way, if there is one. */
void pelvis_stream_flush(pelvis_stream *stream);

/* The oldest finished notification, or NULL. It is valid until the next call that takes the stream without const. */
const uint8_t *pelvis_stream_peek(const pelvis_stream *stream, size_t *length);

/* The radio stack has taken it. */
void pelvis_stream_sent(pelvis_stream *stream);

/* The fixed-point values as they go over the air: rounded half away from zero, never -32768. */
int16_t pelvis_quantise_quaternion(int32_t two_to_the_30);
int16_t pelvis_quantise_acceleration(int32_t micrometres_per_second_squared);
int16_t pelvis_quantise_rate(int32_t microradians_per_second);

/* What a sensor says of itself. */
typedef struct {
    uint32_t features; /* PELVIS_FEATURE_... */
    uint16_t boot;
    uint8_t contents;  /* bit n: the content byte n is offered */
    uint8_t firmware[3];
    uint8_t hardware;
    uint16_t filter_delay_us;
    uint8_t acceleration_range_g;
    uint16_t rate_range_deg_s;
    uint16_t calibrated_year; /* 0 where unknown, with month and day 0 */
    uint8_t calibrated_month;
    uint8_t calibrated_day;
    uint8_t rate_count;
    uint16_t rates[PELVIS_MOST_RATES];
} pelvis_description;

#define PELVIS_FEATURE_SELF_TEST 0x01u
#define PELVIS_FEATURE_IDENTIFY 0x02u
#define PELVIS_FEATURE_MINUTES_LEFT 0x04u
#define PELVIS_FEATURE_FIRMWARE_UPDATE 0x08u

/* Writes it; bytes has room for PELVIS_DESCRIPTION_SIZE. Returns the length. */
size_t pelvis_write_description(const pelvis_description *description, uint8_t *bytes);

typedef enum {
    PELVIS_DISCHARGING = 0,
    PELVIS_CHARGING = 1,
    PELVIS_FULL = 2,
    PELVIS_BATTERY_FAULT = 3
} pelvis_power;

#define PELVIS_MINUTES_UNKNOWN 0xFFFFu

/* Writes the PELVIS_BATTERY_SIZE bytes of the battery characteristic; more than 100 percent is written as 100. */
void pelvis_write_battery(uint8_t percent, pelvis_power power, uint16_t minutes_left, uint8_t *bytes);

/* The control point. */
#define PELVIS_OP_START 0x01u
#define PELVIS_OP_STOP 0x02u
#define PELVIS_OP_RATE 0x03u
#define PELVIS_OP_CONTENT 0x04u
#define PELVIS_OP_SELF_TEST 0x05u
#define PELVIS_OP_IDENTIFY 0x06u
#define PELVIS_OP_FACTORY 0x70u /* and up to 0x7F */
#define PELVIS_OP_ANSWER 0x80u

typedef enum {
    PELVIS_DONE = 0x00,
    PELVIS_UNKNOWN_OPERATION = 0x01,
    PELVIS_WRONG_LENGTH = 0x02,
    PELVIS_NOT_OFFERED = 0x03,
    PELVIS_WRONG_STATE = 0x04,
    PELVIS_DOES_NOT_FIT = 0x05,
    PELVIS_NOT_SUBSCRIBED = 0x06,
    PELVIS_LOCKED = 0x07,
    PELVIS_BATTERY_LOW = 0x08,
    PELVIS_BROKEN = 0x09
} pelvis_status;

/* What the ATT layer answers a write with; all but the first are errors of the Bluetooth Core Specification. */
#define PELVIS_ATT_TAKEN 0x00u
#define PELVIS_ATT_NOT_ENCRYPTED 0x0Fu
#define PELVIS_ATT_INVALID_LENGTH 0x0Du
#define PELVIS_ATT_NOT_CONFIGURED 0xFDu
#define PELVIS_ATT_IN_PROGRESS 0xFEu

#define PELVIS_MOST_IDENTIFY_S 30u
#define PELVIS_LEAST_BATTERY_PERCENT 3u

/* What the link asks of the firmware around it. Each function is called from within the call that brought it about. */
typedef struct {
    void (*sample)(void *firmware, bool on, uint16_t rate_hz, uint8_t content);
    void (*self_test)(void *firmware); /* answers later with pelvis_link_self_tested */
    void (*identify)(void *firmware, uint8_t seconds);
    uint32_t (*now_us)(void *firmware);
} pelvis_firmware;

/* One connection after another, and what the one central asks. */
typedef struct {
    const pelvis_firmware *calls;
    void *firmware;
    const pelvis_description *description;
    pelvis_stream stream;
    uint16_t mtu;
    uint16_t rate_hz;
    uint8_t content;
    uint8_t battery_percent;
    uint8_t answer[PELVIS_ANSWER_SIZE];
    uint8_t answer_length; /* 0: none waits */
    uint8_t tag;
    bool connected;
    bool encrypted;
    bool control_subscribed;
    bool stream_subscribed;
    bool streaming;
    bool testing;
    bool answering; /* from a write that was taken to the confirmation of its answer */
    bool broken;    /* the last self-test failed */
} pelvis_link;

/* Sets up a link that is not connected. description outlives it, with at least one rate; its first rate is the one at first. */
void pelvis_link_init(pelvis_link *link, const pelvis_firmware *calls, void *firmware, const pelvis_description *description);

/* The radio stack reports these. */
void pelvis_link_connected(pelvis_link *link);
void pelvis_link_disconnected(pelvis_link *link);
void pelvis_link_mtu(pelvis_link *link, uint16_t mtu);
void pelvis_link_encrypted(pelvis_link *link);
void pelvis_link_subscribed_control(pelvis_link *link, bool on);
void pelvis_link_subscribed_stream(pelvis_link *link, bool on);
void pelvis_link_battery(pelvis_link *link, uint8_t percent);

/* A write to the control point; returns what the ATT layer answers. */
uint8_t pelvis_link_write(pelvis_link *link, const uint8_t *bytes, size_t length);

/* The answer that is to be indicated, or NULL. It stays until it is confirmed. */
const uint8_t *pelvis_link_answer(const pelvis_link *link, size_t *length);
void pelvis_link_confirmed(pelvis_link *link);

/* The self-test has ended: a bit for each part that failed. */
void pelvis_link_self_tested(pelvis_link *link, uint8_t failed);

/* A sample was taken; it is streamed if the central has asked for it. */
void pelvis_link_sample(pelvis_link *link, const pelvis_sample *sample);

#endif
