import { useComputed, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { beam, cue, isFresh, lane, live, told, word } from '../coach';
import { isPaced, paceAt } from '../model/pace';
import { drawnLean, highest, raised, turned, type BeamState, type Lane } from '../model/beam';
import type { Screen } from '../model/screen';
import { Title } from './App';
import { Legs } from './Exercise';

type Shown = Extract<Screen, { name: 'live' }>;

/** The set. What moves with the pelvis is written straight into the page for each sample; all else changes when its words do. */
export function Live({ task, progress, way }: Shown) {
  const { state } = told.value;
  const now = beam.value;
  return (
    <>
      <div class="top">
        <Title text={word(`exercise.${task.exercise}`)} />
        <Legs task={task} />
        {progress.sets > 1 && <p>{word('live.set', { set: progress.set, sets: progress.sets })}</p>}
        <p class="count" data-done={progress.done}>{word('live.count', { done: progress.done, reps: progress.reps })}</p>
      </div>
      {way === 'walk' ? <p class="cue">{word('live.walk')}</p> : (
        <>
          {isPaced(task.exercise) && told.value.setFrom !== null && <Ring from={told.value.setFrom} inwards={task.exercise === 'standing-internal-rotation'} />}
          {way === 'beam' ? <Beam state={now} lane={lane.value} /> : <Bar state={now} />}
          <p class={`verdict ${now}`} data-beam={now}>
            <span aria-hidden="true">{signOf[now]}</span> {cue.value !== null && now !== 'unseen' ? word(cue.value) : word(`beam.${now}`)}
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
  const moving = useMoved<SVGSVGElement>(() => {
    const obliquity = isFresh.value ? live.value?.obliquityDeg : null;

    // Clockwise on the screen is left end up.
    return turned(obliquity === null || obliquity === undefined ? 0 : drawnLean(obliquity, lane.value?.gain ?? 3));
  });
  return (
    <figure class={`beam ${state}`}>
      <div class="picture" role="img" aria-label={`${word('live.behind')}: ${word(`beam.${state}`)}`}>
        <svg viewBox="0 0 1400 420" aria-hidden="true">{target && <polygon class="lane" points={laneShape(target)} />}</svg>
        <svg viewBox="0 0 1400 420" aria-hidden="true" class="moving" ref={moving}>
          <rect class="body" x={centreX - reach} y={centreY - thickness / 2} width={2 * reach} height={thickness} rx={thickness / 2} />
          <circle class="body" cx={centreX - reach + 30} cy={centreY} r="36" />
          <circle class="body" cx={centreX + reach - 30} cy={centreY} r="36" />
        </svg>
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

/** Lying: the height of the pelvis as a bar. */
function Bar({ state }: { state: BeamState }) {
  const bar = useMoved<SVGSVGElement>(() => raised(isFresh.value ? Math.abs(live.value?.longAxisDeg ?? 0) / highest : 0));
  return (
    <figure class={`beam ${state}`}>
      <div class="picture" role="img" aria-label={word(`beam.${state}`)}>
        <svg viewBox="0 0 1000 360" aria-hidden="true"><rect class="lane" x="400" y="2" width="200" height="356" rx="20" /></svg>
        <svg viewBox="0 0 1000 360" aria-hidden="true" class="moving rising" ref={bar}><rect class="body" x="420" y="0" width="160" height="360" /></svg>
      </div>
    </figure>
  );
}

/**
 * An element that moves with the samples, in a layer of its own: it is drawn once, and only put elsewhere. Nothing of the page is laid out or
 * painted for a sample, and a sample that moves nothing by as much as can be seen costs no frame.
 */
function useMoved<T extends SVGElement>(where: () => string) {
  const moving = useRef<T>(null);
  useSignalEffect(() => {
    const transform = where();
    const style = moving.current?.style;
    if (style && style.transform !== transform) {
      style.transform = transform;
    }
  });
  return moving;
}

/** The pace: a ring that fills on the way out and empties on the way back, with the word for it. It moves with the samples. */
function Ring({ from, inwards }: { from: number; inwards: boolean }) {
  const ring = useRef<SVGCircleElement>(null);
  const way = useComputed(() => (live.value?.sensorT != null && isFresh.value ? paceAt(live.value.sensorT, from).way : null)).value;
  useSignalEffect(() => {
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
      {way !== null && word(way === 'back' ? 'pace.back' : inwards ? 'pace.in' : 'pace.out')}
    </p>
  );
}
