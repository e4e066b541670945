import type { Test } from '../messages/messages';

/** Where the free side was, as far as a patient is told: the figures are the therapist's. */
export type Height = 'above' | 'about' | 'below';

/** What is said of a 30 s test: what was measured, in words, and never whether that is a lot or little. */
export interface Tested {
  readonly end: Test['endReason'];
  /** In the first seconds; null where it could not be measured. */
  readonly first: Height | null;
  /** At its end; null where it was not held so long. */
  readonly last: Height | null;
  /** After how many seconds it began to sink; null where it did not, or that is not known. */
  readonly sankAfter: number | null;
}

/** Nearer to level than this nobody is told above or below: the warn limit of standing on one leg; degrees. */
const about = 2;

const heightOf = (raiseDeg: number | null): Height | null =>
  raiseDeg === null ? null : raiseDeg >= about ? 'above' : raiseDeg <= -about ? 'below' : 'about';

export const testedOf = ({ endReason, bestRaiseDeg, levelAt30Deg, pelvisFallStartS }: Test): Tested => ({
  end: endReason,
  first: heightOf(bestRaiseDeg),
  last: heightOf(levelAt30Deg),
  sankAfter: pelvisFallStartS === null ? null : Math.round(pelvisFallStartS),
});
