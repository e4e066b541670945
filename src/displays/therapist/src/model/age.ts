/** Older than this, what a home said is not what goes on; s. */
export const freshestS = 5;

/** How old something is now that was so old when it was heard; s. Times of the page's own clock, which is never set: ms. */
export const ageNow = (ageS: number, heardAt: number, now: number): number => ageS + Math.max(0, now - heardAt) / 1000;

export type AgeUnit = 'moment' | 'seconds' | 'minutes' | 'hours' | 'days';

/** An age in the unit that somebody would say it in; whole numbers, rounded down: nothing is made to look younger by more than a unit. */
export function saidAs(ageS: number): readonly [AgeUnit, number] {
  const steps: readonly (readonly [AgeUnit, number, number])[] = [['seconds', 1, 100], ['minutes', 60, 100 * 60], ['hours', 3600, 48 * 3600], ['days', 86_400, Infinity]];
  if (ageS < 2) {
    return ['moment', 0];
  }

  const [unit, length] = steps.find(([, , below]) => ageS < below)!;
  return [unit, Math.floor(ageS / length)];
}

/** What is left of a time that began then; whole seconds, 0 when it is over. ms. */
export const leftS = (beganAt: number, lastsMs: number, now: number): number => Math.max(0, Math.ceil((beganAt + lastsMs - now) / 1000));

/** A time that is left, as minutes and seconds. */
export const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
