import type { Report } from '../hub/shapes';

/** How small a report is printed, so that it stays on one page: 0 as usual, more is smaller. */
export type Density = 0 | 1 | 2 | 3;

/** Lines that a page of A4 holds at each size, by trial in Chromium. */
const holds = [30, 44, 62] as const;

/** How many lines the parts of a report take that grow with the session. */
export function linesOf(report: Report, trends: number): number {
  const beside = Math.max(report.sides.length, report.bandHistory.length, report.calibrations.length / 2, Object.keys(report.cannotSee).length * 1.5);
  return report.sets.length + beside + Math.ceil(trends / 4) * 5;
}

export function densityOf(report: Report, trends: number): Density {
  const lines = linesOf(report, trends);
  const fits = holds.findIndex((most) => lines <= most);
  return (fits < 0 ? holds.length : fits) as Density;
}
