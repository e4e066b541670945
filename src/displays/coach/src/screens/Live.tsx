import { effect } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { beam, cue, isFresh, lane, live, target, told, way as paceWay, word } from '../coach';
import type { Exercise } from '../messages/messages';
import { paceAt } from '../model/pace';
import { drawnLean, raised, turnedTo, type BeamState, type Lane, type Target } from '../model/beam';
import type { Screen } from '../model/screen';
import { Title } from './Title';
import { Legs } from './Exercise';

type Shown = Extract<Screen, { name: 'live' }>;

/** The set. What moves with the pelvis is written straight into the page for each sample; all else changes when its words do. */
export function Live({ task, progress, way }: Shown) {
  const { state } = told.value;
  const now = beam.value;

  // The 30 s test measures and judges nothing.
  const isMeasured = task.exercise === 'trendelenburg-test' && now === 'unjudged';
  return (
    <>
      <div class="top">
        <div>
          <Title text={word(`exercise.${task.exercise}`)} />
          <Legs task={task} />
        </div>
        {way !== 'walk' && state?.paceFromT !== undefined && <Ring from={state.paceFromT} exercise={task.exercise} />}
        <div class="score">
          {way !== 'walk' && <p class="count" data-done={progress.done}>{word('live.count', { done: progress.done, reps: progress.reps })}</p>}
          {progress.sets > 1 && <p>{word('live.set', { set: progress.set, sets: progress.sets })}</p>}
        </div>
      </div>
      {way === 'walk' ? <p class="cue">{word('live.walk')}</p> : (
        <>
          {way === 'beam' ? <Beam state={now} lane={lane.value} /> : <Bar state={now} target={target.value} />}
          <p class={`verdict ${now}`} data-beam={now}>
            <span class="sign" aria-hidden="true">{signOf[now]}</span> {cue.value !== null && now !== 'unseen' ? word(cue.value) : isMeasured ? word('live.hold') : word(`beam.${now}`)}
          </p>
        </>
      )}
      {state?.notice === 'other-leg' && task.stand && <p class="notice">{word('notice.other-leg', { side: word(`side.${task.stand}`) })}</p>}
      {(state?.notice === 'easier' || state?.notice === 'pain-hold' || state?.notice === 'nothing-counted') && <p class="notice">{word(`notice.${state.notice}`)}</p>}
    </>
  );
}

/** Shape beside colour. */
const signOf: Readonly<Record<BeamState, string>> = {
  unseen: '?', paused: '‖', ready: '○', unjudged: '○', level: '✓', warn: '≈', drop: '▲', hike: '▼', off: '▲',
};

const [centreX, centreY, reach, thickness] = [700, 210, 660, 40];

/** The pelvis as a beam in its lane, from behind: its left end is the patient's left. */
function Beam({ state, lane: target }: { state: BeamState; lane: Lane | null }) {
  const moving = useMoved((drawn) => {
    const obliquity = isFresh.value ? live.value?.obliquityDeg : null;
    return turnedTo(obliquity === null || obliquity === undefined ? 0 : drawnLean(obliquity, lane.value?.gain ?? 3), drawn);
  }, clockwise);
  return (
    <figure class={`beam ${state}`}>
      <div class="picture" role="img" aria-label={`${word('live.behind')}: ${word(`beam.${state}`)}`}>
        <svg viewBox="0 0 1400 420" aria-hidden="true">{target && <polygon class="lane" points={laneShape(target)} />}</svg>
        <div class="moving" ref={moving}>
          <div class="body bar" />
          <div class="body end left" />
          <div class="body end right" />
        </div>
      </div>
      <figcaption>
        <span>◀ {word('live.left')}</span>
        <span>{word('live.behind')}</span>
        <span>{word('live.right')} ▶</span>
      </figcaption>
    </figure>
  );
}

function laneShape({ from, to }: Lane): string {
  const rise = (lean: number) => Math.tan((lean * Math.PI) / 180) * reach;
  const half = thickness / 2 + 6;
  const left = [centreY - rise(to) - half, centreY - rise(from) + half];
  const right = [centreY + rise(from) - half, centreY + rise(to) + half];
  const [west, east] = [centreX - reach, centreX + reach];
  return `${west},${left[0]} ${centreX},${centreY - half} ${east},${right[0]} ${east},${right[1]} ${centreX},${centreY + half} ${west},${left[1]}`;
}

/** Lying: the height of the pelvis as a bar, and the band in which its top belongs while a hold lasts. */
function Bar({ state, target: band }: { state: BeamState; target: Target | null }) {
  const bar = useMoved(() => raised(isFresh.value ? live.value?.liftDeg ?? 0 : 0), upwards);
  return (
    <figure class={`beam ${state}`}>
      <div class="picture upright" role="img" aria-label={word(`beam.${state}`)}>
        <svg viewBox="0 0 1000 360" aria-hidden="true"><rect class="scale" x="400" y="2" width="200" height="356" rx="20" /></svg>
        <div class="rising body" ref={bar} />
        <svg class="over" viewBox="0 0 1000 360" aria-hidden="true">{band && <path class="band" d={bandShape(band)} />}</svg>
      </div>
      <figcaption class="middle">{band && <span>{word('live.band')}</span>}</figcaption>
    </figure>
  );
}

// Two brackets, wider than the bar: whether its top is between them is seen without colour.
function bandShape({ from, to }: Target): string {
  const [bottom, top] = [360 * (1 - from), 360 * (1 - to)].map((y) => Math.min(355, Math.max(5, y)).toFixed(0));
  return `M370 ${bottom}H250V${top}H370M630 ${bottom}H750V${top}H630`;
}

/** Clockwise on the screen is left end up. */
const clockwise = (lean: number): string => `rotate(${lean.toFixed(2)}deg)`;

const upwards = (share: number): string => `scaleY(${share})`;

/**
 * An element that moves with the samples, in a layer of its own: it is drawn once, and only put elsewhere. Nothing of the page is laid out or
 * painted for a sample, and a sample that moves nothing by as much as can be seen makes no frame.
 */
function useMoved(next: (drawn: number) => number, placed: (to: number) => string) {
  const moving = useRef<HTMLDivElement>(null);
  const drawn = useRef(Number.NaN);
  useSampled(() => {
    const to = next(drawn.current);
    if (to !== drawn.current && moving.current) {
      drawn.current = to;
      moving.current.style.transform = placed(to);
    }
  });
  return moving;
}

/** Does something for each sample, at once: the hook for this waits for a frame, and so makes one for every sample. */
function useSampled(done: () => void): void {
  const newest = useRef(done);
  newest.current = done;
  useLayoutEffect(() => effect(() => newest.current()), []);
}

/** The pace: a ring that fills on the way out and empties on the way back, with the word for it. It moves with the samples. */
function Ring({ from, exercise }: { from: number; exercise: Exercise }) {
  const ring = useRef<SVGCircleElement>(null);
  const way = paceWay.value;
  const [out, back] = exercise === 'side-plank-abduction' ? ['pace.up', 'pace.down'] as const
    : exercise === 'standing-internal-rotation' ? ['pace.in', 'pace.back'] as const
    : ['pace.out', 'pace.back'] as const;
  useSampled(() => {
    const full = live.value?.sensorT != null && isFresh.value ? paceAt(live.value.sensorT, from).full : 0;
    const drawn = `${Math.round(full * 100)} 100`;
    if (ring.current?.getAttribute('stroke-dasharray') !== drawn) {
      ring.current?.setAttribute('stroke-dasharray', drawn);
    }
  });
  return (
    <p class="pace">
      <svg viewBox="0 0 40 40" aria-hidden="true">
        <circle cx="20" cy="20" r="15.915" class="track" />
        <circle ref={ring} cx="20" cy="20" r="15.915" transform="rotate(-90 20 20)" />
      </svg>
      {way !== null && word(way === 'back' ? back : out)}
    </p>
  );
}
