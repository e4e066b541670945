/* Little-endian writing, whatever the machine is. */
#ifndef PELVIS_BYTES_H
#define PELVIS_BYTES_H

#include <stdint.h>

static inline uint8_t *pelvis_put8(uint8_t *at, unsigned value)
{
    *at = (uint8_t)(value & 0xFFu);
    return at + 1;
}

static inline uint8_t *pelvis_put16(uint8_t *at, unsigned value)
{
    return pelvis_put8(pelvis_put8(at, value), value >> 8);
}

static inline uint8_t *pelvis_put32(uint8_t *at, uint32_t value)
{
    return pelvis_put16(pelvis_put16(at, (unsigned)(value & 0xFFFFu)), (unsigned)(value >> 16));
}

#endif
