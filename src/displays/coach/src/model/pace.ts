/** A repetition that is paced: three seconds out, three back; s. */
const half = 3;

/** Where the ring stands. */
export interface Pace {
  readonly way: 'out' | 'back';
  /** How much of the ring is full, 0–1: it fills on the way out and empties on the way back. */
  readonly full: number;
}

/** The pace at a sample, by the sensor's own clock, which is also what the repetitions are cut by. */
export function paceAt(sensorT: number, startedAt: number): Pace {
  const into = Math.max(0, sensorT - startedAt) % (2 * half);
  return into < half ? { way: 'out', full: into / half } : { way: 'back', full: 2 - into / half };
}
