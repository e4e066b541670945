import type { Report, ReportSet } from '../hub/shapes';

/** How small a report is printed, so that it stays on one page: 0 as usual, more is smaller. */
export type Density = 0 | 1 | 2 | 3;

/** Lines that a page of A4 holds at each size; by trial in Chromium, on the safe side, since words are longer in other languages. */
const holds = [56, 70, 100] as const;

/** From so many sets on, those of one exercise and side are printed together: each one is on the screen. */
const mostSets = 28;

/** About how many lines of the usual size a report takes: most sets take two and a half, what stands in two columns half of its own. */
export function linesOf(report: Report, trends: number): number {
  const sets = printedSets(report.sets)?.length ?? report.sets.length;
  const beside = 2.2 * report.sides.length + 2 * report.bandHistory.length + 1.4 * report.calibrations.length + 2 * Object.keys(report.cannotSee).length + 12;
  return 2.6 * sets + beside / 2 + 7 * Math.ceil(trends / 4) + 6;
}

export function densityOf(report: Report, trends: number): Density {
  const lines = linesOf(report, trends);
  const fits = holds.findIndex((most) => lines <= most);
  return (fits < 0 ? holds.length : fits) as Density;
}

/** Sets of one exercise, side, support and limit, as one line. */
export interface SetsTogether {
  readonly numbers: readonly number[];
  readonly set: ReportSet;
}

/** The lines that are printed instead of each set; null where there are few enough. */
export function printedSets(sets: readonly ReportSet[]): readonly SetsTogether[] | null {
  if (sets.length <= mostSets) {
    return null;
  }

  const together = new Map<string, ReportSet[]>();
  for (const set of sets) {
    const key = `${set.exercise}/${set.side}/${set.support}/${set.band?.alertDeg}`;
    together.set(key, [...(together.get(key) ?? []), set]);
  }

  return [...together.values()].map((those) => ({ numbers: those.map((set) => set.number), set: summed(those) }));
}

function summed(those: readonly ReportSet[]): ReportSet {
  const sum = (of: (set: ReportSet) => number | null) => those.reduce((total, set) => total + (of(set) ?? 0), 0);
  const most = (of: (set: ReportSet) => number | null) => those.map(of).reduce((one, other) => (other === null || (one !== null && one >= other) ? one : other), null);
  const inBand = those.filter((set) => set.bandPercent !== null);
  const ends = new Set(those.map((set) => set.endReason).filter((end) => end !== 'done'));
  return {
    ...those[0]!, reps: sum((set) => set.reps), seen: those.some((set) => set.seen === null) ? null : sum((set) => set.seen), judged: sum((set) => set.judged), level: sum((set) => set.level),
    bandPercent: inBand.length === 0 ? null : inBand.reduce((total, set) => total + set.bandPercent!, 0) / inBand.length,
    peakDropDeg: most((set) => set.peakDropDeg), holdS: most((set) => set.holdS), notJudgedWhy: [...new Set(those.flatMap((set) => set.notJudgedWhy))],
    endReason: ends.size === 1 ? [...ends][0]! : ends.size === 0 ? 'done' : 'several',
  };
}
