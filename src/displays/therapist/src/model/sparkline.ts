import type { SparkPoint, Zone } from '../hub/shapes';

/** The last minute as a picture of so many units; y grows downwards, as in SVG. */
export interface SparkPicture {
  /** Lines of the beam, interrupted where nothing is known. */
  readonly lines: readonly string[];
  /** What was said of each stretch of time, the oldest first. */
  readonly stretches: readonly { readonly x: number; readonly width: number; readonly said: Zone | 'unjudged' }[];
  /** Where a number of degrees lies. */
  readonly y: (degrees: number) => number;
}

export const spanS = 60;

/** Points further apart than this are not joined: nobody knows what was between. s. */
export const gapS = 2.5;

/** The beam over the last minute. `rangeDeg` is what lies at the upper edge; `laterS` how much older everything has become since it was told. */
export function sparkline(points: readonly SparkPoint[], rangeDeg: number, width: number, height: number, laterS: number): SparkPicture {
  const x = (ageS: number) => round(width * (1 - (ageS + laterS) / spanS));
  const y = (degrees: number) => round((height / 2) * (1 - Math.max(-1, Math.min(1, degrees / rangeDeg))));
  const inOrder = points.filter(([ageS]) => ageS + laterS <= spanS).sort(([one], [other]) => other - one);
  const lines: string[] = [];
  let line: string[] = [];
  let last: number | null = null;
  for (const [ageS, degrees] of inOrder) {
    if (degrees === null || (last !== null && last - ageS > gapS)) {
      lines.push(...ended(line));
      line = [];
    }

    if (degrees !== null) {
      line.push(`${x(ageS)},${y(degrees)}`);
    }

    last = ageS;
  }

  lines.push(...ended(line));
  return { lines, stretches: stretchesOf(inOrder, x), y };
}

/** What lies at the edge: half as much again as the limit, and never so little that noise looks like motion. Degrees. */
export const rangeFor = (alertDeg: number | null): number => Math.max(6, (alertDeg ?? 6) * 1.6);

/** A point alone is drawn as one, with a line as short as nothing. */
const ended = (line: readonly string[]): string[] => (line.length === 0 ? [] : [line.length === 1 ? `${line[0]} ${line[0]}` : line.join(' ')]);

function stretchesOf(points: readonly SparkPoint[], x: (ageS: number) => number): SparkPicture['stretches'] {
  const stretches: { x: number; width: number; said: Zone | 'unjudged' }[] = [];
  points.forEach(([ageS, degrees, zone], index) => {
    if (degrees === null) {
      return;
    }

    const said = zone ?? 'unjudged';
    const [from, to] = [x(ageS), x(Math.max(points[index + 1]?.[0] ?? ageS - 1, ageS - gapS))];
    const before = stretches.at(-1);
    if (before && before.said === said && Math.abs(before.x + before.width - from) < 0.02) {
      before.width = round(to - before.x);
    } else {
      stretches.push({ x: from, width: round(to - from), said });
    }
  });
  return stretches;
}

const round = (value: number): number => Math.round(value * 100) / 100;
