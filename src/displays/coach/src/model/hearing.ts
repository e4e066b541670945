import type { Sound } from '../messages/messages';
import type { SoundName } from '../sound/sounds';

/**
 * Whether a sound is heard, and whether its twin is seen. Whoever has muted the display, or turned it down to nothing, sees all that would have
 * sounded; whoever wanted cues only is not shown counts.
 */
export function heardAs(name: SoundName, wanted: Sound, volume: number): { readonly audible: boolean; readonly seen: boolean } {
  const seen = wanted !== 'cues' || name !== 'count';
  return { audible: seen && wanted !== 'off' && volume > 0, seen };
}
