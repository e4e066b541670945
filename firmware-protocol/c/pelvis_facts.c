/* What is read rather than streamed: protocol.md, "Versions" and "Battery". */
#include "pelvis_bytes.h"
#include "pelvis_sensor.h"

size_t pelvis_write_description(const pelvis_description *description, uint8_t *bytes)
{
    uint8_t *at = bytes;
    uint8_t count = description->rate_count > PELVIS_MOST_RATES ? (uint8_t)PELVIS_MOST_RATES : description->rate_count;
    uint8_t i;
    at = pelvis_put8(at, PELVIS_MAJOR);
    at = pelvis_put8(at, PELVIS_MINOR);
    at = pelvis_put32(at, description->features);
    at = pelvis_put16(at, description->boot);
    at = pelvis_put8(at, description->contents);
    at = pelvis_put8(at, description->firmware[0]);
    at = pelvis_put8(at, description->firmware[1]);
    at = pelvis_put8(at, description->firmware[2]);
    at = pelvis_put8(at, description->hardware);
    at = pelvis_put16(at, description->filter_delay_us);
    at = pelvis_put8(at, description->acceleration_range_g);
    at = pelvis_put16(at, description->rate_range_deg_s);
    at = pelvis_put16(at, description->calibrated_year);
    at = pelvis_put8(at, description->calibrated_month);
    at = pelvis_put8(at, description->calibrated_day);
    at = pelvis_put8(at, count);
    for (i = 0; i < count; i++) {
        at = pelvis_put16(at, description->rates[i]);
    }

    return (size_t)(at - bytes);
}

void pelvis_write_battery(uint8_t percent, pelvis_power power, uint16_t minutes_left, uint8_t *bytes)
{
    bytes = pelvis_put8(bytes, percent > 100 ? 100u : percent);
    bytes = pelvis_put8(bytes, (unsigned)power);
    (void)pelvis_put16(bytes, minutes_left);
}
