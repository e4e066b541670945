import type { Exercise, Side, Trend, TrendPoint } from '../hub/shapes';

export interface TrendOf extends Trend {
  readonly exercise: Exercise;
  readonly side: Side;
}

/** The trends of a report: each with its points, or the points with one error beside all of them. What is neither is left out. */
export function trendsOf(trend: Readonly<Record<string, unknown>>): readonly TrendOf[] {
  const common = typeof trend['measurementErrorDeg'] === 'number' ? trend['measurementErrorDeg'] : null;
  return Object.entries(trend).flatMap(([key, told]) => {
    const [exercise, side] = key.split('/');
    const points = Array.isArray(told) ? told : (told as Partial<Trend> | null)?.points;
    const own = Array.isArray(told) ? null : (told as Partial<Trend> | null)?.measurementErrorDeg ?? null;
    return side === undefined || !Array.isArray(points) ? [] : [{
      exercise: exercise as Exercise, side: side as Side, points: points as TrendPoint[], measurementErrorDeg: own ?? common,
    }];
  });
}

/** Whether the last session differs from the one before by more than the error of measuring; null where that cannot be said. */
export function changeOf({ points, measurementErrorDeg }: Trend): 'within' | 'more' | 'less' | null {
  const [before, last] = points.filter((point) => point.value !== null).slice(-2);
  if (measurementErrorDeg === null || !before || !last) {
    return null;
  }

  const change = last.value! - before.value!;
  return Math.abs(change) <= measurementErrorDeg ? 'within' : change > 0 ? 'more' : 'less';
}

/** A trend as a picture: where each point lies, and the error about each. y grows downwards. */
export interface TrendPicture {
  readonly points: readonly { readonly x: number; readonly y: number; readonly point: TrendPoint }[];
  /** The shade about the line: one polygon for each uninterrupted stretch. */
  readonly shades: readonly string[];
  readonly lines: readonly string[];
  readonly top: number;
}

export function trendPicture({ points, measurementErrorDeg }: Trend, width: number, height: number): TrendPicture {
  const error = measurementErrorDeg ?? 0;
  const top = Math.max(4, ...points.map((point) => (point.value ?? 0) + error)) * 1.1;
  const step = points.length > 1 ? width / (points.length - 1) : 0;
  const y = (degrees: number) => Math.round(height * (1 - Math.max(0, Math.min(degrees, top)) / top) * 10) / 10;
  const placed = points.map((point, index) => ({ x: Math.round((points.length > 1 ? index * step : width / 2) * 10) / 10, y: y(point.value ?? 0), point }));
  const stretches: (typeof placed)[] = [[]];
  for (const one of placed) {
    if (one.point.value === null) {
      stretches.push([]);
    } else {
      stretches.at(-1)!.push(one);
    }
  }

  const known = stretches.filter((stretch) => stretch.length > 0);
  return {
    points: placed.filter((one) => one.point.value !== null),
    lines: known.map((stretch) => stretch.map((one) => `${one.x},${one.y}`).join(' ')),
    shades: error === 0 ? [] : known.filter((stretch) => stretch.length > 1).map((stretch) =>
      [...stretch.map((one) => `${one.x},${y(one.point.value! + error)}`), ...stretch.toReversed().map((one) => `${one.x},${y(one.point.value! - error)}`)].join(' ')),
    top,
  };
}
