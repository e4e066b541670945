import type { Sensor, State } from '../messages/messages';

/** What is said and drawn of the sensor, wherever the patient is. */
export type Seen = 'none' | 'no-bluetooth' | 'off' | 'searching' | 'tap-twice' | 'starting' | 'live' | 'lost' | 'refused';

/** How the sensor is, in what a patient can do about it. Seen is only what the page sees itself: a sample of the last moment. */
export function seenOf(state: State | null, sensor: Sensor | null, isFresh: boolean): Seen {
  const link = state?.sensor ?? 'none';
  if (link === 'live') {
    return isFresh ? 'live' : 'lost';
  }

  switch (sensor?.stage ?? null) {
    case 'no-service':
    case 'no-adapter':
      return 'no-bluetooth';
    case 'off':
    case 'searching':
    case 'tap-twice':
    case 'starting':
    case 'refused':
      return sensor!.stage as Seen;
    default:
      return link === 'stale' || link === 'lost' ? 'lost' : link;
  }
}

export type Battery = 'unknown' | 'low' | 'charging' | 'ok';

const lowPercent = 20;

/** How the battery is. Whether it lasts is the worker's to say, which knows the sensor; a percentage is all that an older one told. */
export function batteryOf(sensor: Sensor | null): Battery {
  const percent = sensor?.batteryPercent ?? null;
  return sensor?.charging === true ? 'charging'
    : sensor?.batteryLow ?? (percent !== null && percent < lowPercent) ? 'low'
    : percent === null ? 'unknown' : 'ok';
}
