/** Screens by what they are, with the diagonal that is assumed until somebody says better; inches. */
export const screens = { phone: 6.1, tablet: 10.5, laptop: 14, tv: 43 } as const;

export type ScreenKind = keyof typeof screens;

export interface Sizes {
  /** CSS pixels of a millimetre on this screen. */
  readonly pxPerMm: number;
  /** Height of the cue's capitals; CSS pixels. */
  readonly cuePx: number;
  /** From how far those capitals can be read, at 20 minutes of arc; metres. */
  readonly readableM: number;
}

const millimetresPerInch = 25.4;
const leastCapital = 20;
const shareOfHeight = 0.1;
const readable = Math.tan((20 / 60) * (Math.PI / 180));

/** A whole cue is about this many times as wide as its capitals are high, and its longest word this many. */
const widestCue = 15;
const widestWord = 6.5;

/**
 * The size of a cue: 20 mm or a tenth of the screen's height, whichever is more (ISO 9241-3: 20–22 minutes of arc at 3 m), and no
 * wider than the screen: on one line, or on a screen that stands upright, word by word. A small screen is read from nearer.
 */
export function sizesOf(diagonalInches: number, screen: { width: number; height: number }, view: { width: number; height: number }): Sizes {
  const pxPerMm = Math.hypot(screen.width, screen.height) / (diagonalInches * millimetresPerInch);
  const wanted = Math.max(leastCapital * pxPerMm, shareOfHeight * view.height);
  const cuePx = Math.min(wanted, view.width / (view.height > view.width ? widestWord : widestCue));
  return { pxPerMm, cuePx, readableM: cuePx / pxPerMm / 1000 / readable };
}

/** What kind of screen it probably is: a coarse guess, from its size in CSS pixels, that a setting corrects. */
export const guess = (screen: { width: number; height: number }): ScreenKind => {
  const longer = Math.max(screen.width, screen.height);
  return longer < 950 ? 'phone' : longer < 1200 ? 'tablet' : longer < 1900 ? 'laptop' : 'tv';
};
