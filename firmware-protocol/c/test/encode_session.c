/*
 * Encodes a session as a sensor would. Arguments: MTU, content, rate in Hz, boot id. Standard input: a line a sample, its
 * counter, time in us and the ten fixed-point numbers. Standard output: each notification behind a byte that says its length.
 */
#include "pelvis_sensor.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void drain(pelvis_stream *stream)
{
    const uint8_t *bytes;
    size_t length;
    while ((bytes = pelvis_stream_peek(stream, &length)) != NULL) {
        (void)putchar((int)length);
        (void)fwrite(bytes, 1, length, stdout);
        pelvis_stream_sent(stream);
    }
}

int main(int argc, char **argv)
{
    static pelvis_stream stream;
    pelvis_sample s = {0, {0, 0, 0, 0}, {0, 0, 0}, {0, 0, 0}, 0, 0, false};
    if (argc != 5
        || !pelvis_stream_begin(&stream, (uint16_t)atoi(argv[1]), (uint8_t)atoi(argv[2]), (uint16_t)atoi(argv[3]), (uint16_t)atoi(argv[4]))) {
        return 2;
    }

    while (scanf("%" SCNu16 " %" SCNu32 " %" SCNd32 " %" SCNd32 " %" SCNd32 " %" SCNd32 " %" SCNd32 " %" SCNd32 " %" SCNd32 " %" SCNd32
                 " %" SCNd32 " %" SCNd32, &s.counter, &s.time_us, &s.quaternion[0], &s.quaternion[1], &s.quaternion[2], &s.quaternion[3],
                 &s.acceleration[0], &s.acceleration[1], &s.acceleration[2], &s.rate[0], &s.rate[1], &s.rate[2]) == 12) {
        pelvis_stream_add(&stream, &s);
        drain(&stream);
    }

    pelvis_stream_flush(&stream);
    drain(&stream);
    return 0;
}
