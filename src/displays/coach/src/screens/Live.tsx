import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { beam, cue, isFresh, lane, live, told, way as paceWay, word } from '../coach';
import type { Exercise } from '../messages/messages';
import { paceAt } from '../model/pace';
import { drawnLean, type BeamState, type Lane } from '../model/beam';
import type { Screen } from '../model/screen';
import { Title } from './App';
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
        <Title text={word(`exercise.${task.exercise}`)} />
        <Legs task={task} />
        {progress.sets > 1 && <p>{word('live.set', { set: progress.set, sets: progress.sets })}</p>}
        {way !== 'walk' && <p class="count" data-done={progress.done}>{word('live.count', { done: progress.done, reps: progress.reps })}</p>}
      </div>
      {way === 'walk' ? <p class="cue">{word('live.walk')}</p> : (
        <>
          {state?.paceFromT !== undefined && <Ring from={state.paceFromT} exercise={task.exercise} />}
          {way === 'beam' ? <Beam state={now} lane={lane.value} /> : <Bar state={now} />}
          <p class={`verdict ${now}`} data-beam={now}>
            <span aria-hidden="true">{signOf[now]}</span> {cue.value !== null && now !== 'unseen' ? word(cue.value) : isMeasured ? word('live.hold') : word(`beam.${now}`)}
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
  const moving = useRef<SVGGElement>(null);
  useSignalEffect(() => {
    const obliquity = isFresh.value ? live.value?.obliquityDeg : null;
    const lean = obliquity === null || obliquity === undefined ? 0 : drawnLean(obliquity, lane.value?.gain ?? 3);

    // Clockwise on the screen is left end up.
    moving.current?.setAttribute('transform', `rotate(${lean.toFixed(2)} ${centreX} ${centreY})`);
  });
  return (
    <figure class={`beam ${state}`}>
      <svg viewBox="0 0 1400 420" role="img" aria-label={`${word('live.behind')}: ${word(`beam.${state}`)}`}>
        {target && <polygon class="lane" points={laneShape(target)} />}
        <g ref={moving}>
          <rect class="body" x={centreX - reach} y={centreY - thickness / 2} width={2 * reach} height={thickness} rx={thickness / 2} />
          <circle class="body" cx={centreX - reach + 30} cy={centreY} r="36" />
          <circle class="body" cx={centreX + reach - 30} cy={centreY} r="36" />
        </g>
      </svg>
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

/** Lying: the height of the pelvis as a bar. */
function Bar({ state }: { state: BeamState }) {
  const bar = useRef<SVGRectElement>(null);
  useSignalEffect(() => {
    const slope = isFresh.value ? Math.abs(live.value?.longAxisDeg ?? 0) : 0;
    const height = Math.min(360, slope * 12);
    bar.current?.setAttribute('y', String(380 - height));
    bar.current?.setAttribute('height', String(height));
  });
  return (
    <figure class={`beam ${state}`}>
      <svg viewBox="0 0 1000 400" role="img" aria-label={word(`beam.${state}`)}>
        <rect class="scale" x="400" y="20" width="200" height="360" rx="20" />
        <rect ref={bar} class="body" x="420" y="380" width="160" height="0" rx="12" />
      </svg>
    </figure>
  );
}

/** The pace: a ring that fills on the way out and empties on the way back, with the word for it. It moves with the samples. */
function Ring({ from, exercise }: { from: number; exercise: Exercise }) {
  const ring = useRef<SVGCircleElement>(null);
  const way = paceWay.value;
  const [out, back] = exercise === 'side-plank-abduction' ? ['pace.up', 'pace.down'] as const
    : exercise === 'standing-internal-rotation' ? ['pace.in', 'pace.back'] as const
    : ['pace.out', 'pace.back'] as const;
  useSignalEffect(() => {
    const full = live.value?.sensorT != null && isFresh.value ? paceAt(live.value.sensorT, from).full : 0;
    ring.current?.setAttribute('stroke-dasharray', `${(full * 100).toFixed(1)} 100`);
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
