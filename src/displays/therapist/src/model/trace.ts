import type { HomeEvent, Sample, Verdict } from '../hub/shapes';

/** What is drawn of a patient who is watched; s. */
export const traceS = 20;

/** Without a sample for so long there is nothing live; ms. */
export const silentAfter = 1_000;

export interface Mark {
  /** Sensor's clock, s. */
  readonly at: number;
  readonly number: number;
  readonly verdict: Verdict;
}

export interface AlertSpan {
  readonly id: string;
  readonly kind: string;
  readonly from: number;
  /** Null while it stands. */
  readonly to: number | null;
}

/** One repetition or hold, as a list says it; a hold has no number of its own, and is counted here. */
export interface RepRow extends Mark {
  readonly eventId: string;
  readonly source: string;
  readonly seen: boolean;
  readonly peakDropDeg: number | null;
  /** How long a hold was; null for a repetition. s. */
  readonly heldS: number | null;
  readonly reason: string | null;
}

/** The last seconds of samples, and what was said of them. */
export interface Trace {
  readonly samples: readonly Sample[];
  readonly reps: readonly RepRow[];
  readonly alerts: readonly AlertSpan[];
}

export const noTrace: Trace = { samples: [], reps: [], alerts: [] };

const mostReps = 60;

/** With new samples. A sensor whose clock went back was started again: what was before is another trace. */
export function withSamples(trace: Trace, samples: readonly Sample[]): Trace {
  const newest = samples.at(-1);
  if (!newest) {
    return trace;
  }

  const last = trace.samples.at(-1);
  const before = last && samples[0]!.sensorT <= last.sensorT ? [] : trace.samples;
  const from = newest.sensorT - traceS;
  return { ...trace, samples: [...before.filter((sample) => sample.sensorT >= from), ...samples] };
}

/** With what was said of a repetition or an alert; everything else changes nothing here. An event that comes again changes nothing. */
export function withEvent(trace: Trace, { kind, eventId, payload }: HomeEvent): Trace {
  const number = (name: string): number | null => (typeof payload[name] === 'number' ? payload[name] : null);
  const text = (name: string): string | null => (typeof payload[name] === 'string' ? payload[name] : null);
  switch (kind) {
    case 'rep':
    case 'hold':
      return trace.reps.some((rep) => rep.eventId === eventId) ? trace : {
        ...trace,
        reps: [...trace.reps, {
          eventId, at: number('sensorT') ?? NaN, number: number('number') ?? trace.reps.length + 1, verdict: (text('verdict') ?? 'not-judged') as Verdict,
          source: text('source') ?? 'motion', seen: kind === 'hold' || payload['seen'] === true, peakDropDeg: number('peakDropDeg'),
          heldS: kind === 'hold' ? number('durationS') : null, reason: text('reason'),
        }].slice(-mostReps),
      };
    case 'alert': {
      const [id, at] = [text('alertId') ?? eventId, number('sensorT')];
      const others = trace.alerts.filter((alert) => alert.id !== id).slice(-mostReps);
      const known = trace.alerts.find((alert) => alert.id === id);
      return at === null ? trace : text('phase') === 'end'
        ? { ...trace, alerts: [...others, { id, kind: text('kind') ?? '', from: known?.from ?? at - (number('durationS') ?? 0), to: at }] }
        : known ? trace : { ...trace, alerts: [...others, { id, kind: text('kind') ?? '', from: at, to: null }] };
    }
    case 'withdrawn': {
      // A slip was found: what was said since the last good check reads not judged.
      const from = number('fromT');
      return from === null ? trace : {
        ...trace,
        reps: trace.reps.map((rep) => (rep.at >= from ? { ...rep, verdict: 'not-judged', reason: text('reason') } : rep)),
        alerts: trace.alerts.filter((alert) => alert.from < from),
      };
    }
    case 'session':
      // Another set counts from one.
      return text('phase') === 'set-start' ? { ...trace, reps: [] } : trace;
    default:
      return trace;
  }
}

/** How many of a set's repetitions were paced, seen, judged and level. */
export const countsOf = (reps: readonly RepRow[]) => ({
  paced: reps.filter((rep) => rep.source === 'paced').length,
  seen: reps.filter((rep) => rep.seen).length,
  judged: reps.filter((rep) => rep.verdict !== 'not-judged').length,
  level: reps.filter((rep) => rep.verdict === 'level').length,
});

/** The quantity that the first limit of an exercise is about, of a sample; null where it has none. Degrees. */
export function quantityOf(sample: Sample): number | null {
  switch (sample.exercise) {
    case 'side-plank-abduction':
      return sample.longAxisDeg;
    case 'squat':
    case 'standing-internal-rotation':
      return sample.obliquityDeg;
    default:
      return sample.dropDeg;
  }
}

/** Rows for a plot: seconds before the newest sample, the beam, and what is judged; a gap in the samples is a gap in the lines. */
export function columnsOf(trace: Trace): [number[], (number | null)[], (number | null)[]] {
  const newest = trace.samples.at(-1)?.sensorT ?? 0;
  const [at, beam, judged]: [number[], (number | null)[], (number | null)[]] = [[], [], []];
  let last: number | null = null;
  for (const sample of trace.samples) {
    if (last !== null && sample.sensorT - last > 0.1) {
      at.push(last + 0.01 - newest);
      beam.push(null);
      judged.push(null);
    }

    at.push(sample.sensorT - newest);
    beam.push(sample.obliquityDeg);
    judged.push(quantityOf(sample));
    last = sample.sensorT;
  }

  return [at, beam, judged];
}
