import { word } from '../coach';
import type { Seen } from '../model/sensor';

/** The sensor as it is now: a small box, and beside it what is the matter. Shape beside colour; the words stand next to it. */
export function SensorPicture({ seen }: { seen: Seen }) {
  return (
    <svg class={`sensor-picture ${seen}`} viewBox="0 0 200 150" role="img" aria-label={word(`sensor.${seen}`)}>
      <rect class="box" x="55" y="60" width="90" height="60" rx="14" />
      <circle class="light" cx="100" cy="90" r="9" />
      {(seen === 'searching' || seen === 'starting') && <path class="waves" d="M40 70Q26 90 40 110M24 56Q2 90 24 124M160 70Q174 90 160 110M176 56Q198 90 176 124" />}
      {seen === 'tap-twice' && <path class="waves" d="M80 48Q100 32 120 48M66 30Q100 4 134 30" />}
      {seen === 'tap-twice' && <path class="finger" d="M100 84V24" />}
      {seen === 'live' && <path class="sign" d="M150 40L166 58L192 22" />}
      {(seen === 'lost' || seen === 'none') && <path class="sign" d="M154 34Q156 16 174 18Q192 22 186 38Q180 48 172 52V62M172 76V78" />}
      {(seen === 'off' || seen === 'no-bluetooth' || seen === 'refused') && <path class="sign" d="M156 20L190 54M190 20L156 54" />}
    </svg>
  );
}
