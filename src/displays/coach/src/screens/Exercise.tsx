import { useState } from 'preact/hooks';
import { press, sound, told, word } from '../coach';
import type { Progress, Screen, Task } from '../model/screen';
import type { LastSet, StepCounts, Test } from '../messages/messages';
import { testedOf } from '../model/tested';
import { tipOf } from '../model/tip';
import { useSecondsUntil } from './seconds';
import { Title } from './Title';
import { Drawing } from './Drawing';
import { Scores } from './Scores';

/** Both legs by name, always: left and right of what is the question that hurts when it is answered wrongly. */
export const Legs = ({ task }: { task: Task }) => <p class="legs">{legsOf(task)}</p>;

export const legsOf = ({ exercise, side, stand }: Task): string =>
  side !== 'left' && side !== 'right' ? word('legs.both')
    : exercise === 'side-plank-abduction' ? word(`legs.lower-${side}`)
    : exercise === 'standing-internal-rotation' ? word(`legs.work-${side}`)
    : word(`legs.${stand ?? side}`);

const setOf = ({ exercise }: Task, { set, sets, reps, holdS }: Progress): string =>
  exercise === 'walking' ? word('before.set.time', { set: Math.min(set, sets), sets, seconds: Math.round(holdS ?? 0) })
    : holdS === null ? word('before.set', { set: Math.min(set, sets), sets, reps })
    : reps === 1 ? word('before.set.once', { set: Math.min(set, sets), sets, seconds: Math.round(holdS) })
    : word('before.set.hold', { set: Math.min(set, sets), sets, reps, seconds: Math.round(holdS) });

export function Before({ task, progress, support }: Extract<Screen, { name: 'before' }>) {
  const { state } = told.value;
  return (
    <>
      <Title text={word(`exercise.${task.exercise}`)} />
      <Legs task={task} />
      <div class="columns">
        <Drawing task={task} />
        <div>
          <p>{word(`how.${task.exercise}`)}</p>
          <p>{setOf(task, progress)}</p>
          <p><strong>{word(task.exercise === 'side-plank-abduction' ? 'support.lying' : `support.${support}`)}</strong></p>
          <p class="small">{word('blind.title')} {word(`blind.${task.exercise}`)}</p>
        </div>
      </div>
      {state?.message && <p class="notice">{word('message.from')} <q>{state.message}</q></p>}
      <div class="buttons">
        <button class="main" onClick={() => press({ name: 'start-exercise', exercise: task.exercise, side: task.side })}>{word('before.start')}</button>
        <button onClick={tryBothSides}>{word('before.sound')}</button>
      </div>
    </>
  );
}

/** One side after the other, so that a mono loudspeaker is noticed before it matters. */
export function tryBothSides(): void {
  sound('left', word('live.left'));
  setTimeout(() => sound('right', word('live.right')), 1300);
}

export function Countdown({ task, dueAt }: Extract<Screen, { name: 'countdown' }>) {
  const seconds = useSecondsUntil(dueAt);
  return (
    <>
      <Title text={word('countdown.title')} />
      <Legs task={task} />
      <p class="cue" aria-hidden="true">{seconds}</p>
    </>
  );
}

/** What came of the last set, in words; no more than what was judged. */
export function Came({ lastSet }: { lastSet: LastSet | null }) {
  if (lastSet?.test) {
    return <TestDone test={lastSet.test} />;
  }

  if (lastSet?.walked) {
    return <Walked {...lastSet.walked} />;
  }

  const judged = lastSet === null ? 0 : lastSet.level + lastSet.notLevel;
  if (lastSet === null || judged + lastSet.notJudged === 0) {
    return <p class="came">{word('rest.unknown')}</p>;
  }

  // None judged is not none level.
  return (
    <>
      <p class="came">{judged === 0 ? word('rest.unknown') : word('rest.level', { level: lastSet.level, done: judged + lastSet.notJudged })}</p>
      {lastSet.notJudged > 0 && <p>{word('rest.notJudged', { count: lastSet.notJudged })}</p>}
      {lastSet.exercise !== 'walking' && (
        <p>{judged === 0 ? word('tip.notJudged') : lastSet.notLevel === 0 ? word('tip.level') : word('tip.notLevel', { cue: word(tipOf(lastSet)) })}</p>
      )}
    </>
  );
}

/** What the 30 s test has measured: nothing of it is a verdict, and the figures are the therapist's. */
function TestDone({ test }: { test: Test }) {
  const { end, first, last, sankAfter } = testedOf(test);
  return (
    <>
      <p class="came">{word(`test.end.${end}`)}</p>
      <p>{word(first === null ? 'test.unmeasured' : `test.first.${first}`)}</p>
      {last !== null && <p>{word(`test.last.${last}`)}</p>}
      {sankAfter !== null && <p>{word('test.sank', { seconds: sankAfter })}</p>}
      <p class="small">{word('blind.title')} {word('blind.trendelenburg-test')}</p>
    </>
  );
}

/** What came of walking: each leg by itself, for that is what differs. */
function Walked({ left, right }: NonNullable<LastSet['walked']>) {
  const judged = ({ level, notLevel }: StepCounts) => level + notLevel;
  const notJudged = left.notJudged + right.notJudged;
  const of = (leg: 'left' | 'right', counts: StepCounts) => judged(counts) === 0 ? word('walked.none', { leg: word(`walked.${leg}`) })
    : word('walked.leg', { leg: word(`walked.${leg}`), level: counts.level, judged: judged(counts) });
  return (
    <>
      <p class="came">{word('walked.steps', { count: judged(left) + judged(right) + notJudged })}</p>
      <p>{of('left', left)}</p>
      <p>{of('right', right)}</p>
      {notJudged > 0 && <p>{word('rest.notJudged', { count: notJudged })}</p>}
    </>
  );
}

export function Rest({ task, lastSet, mayRedo, dueAt }: Extract<Screen, { name: 'rest' }>) {
  const seconds = useSecondsUntil(dueAt);
  const [hurts, setHurts] = useState(false);
  const { state } = told.value;
  const tellPain = (value: number) => {
    press({ name: 'pain', value });
    setHurts(false);
  };
  return (
    <>
      <Title text={word('rest.title')} />
      <Came lastSet={lastSet} />
      {state?.notice === 'pain-stop' && <p class="notice">{word('notice.pain-stop')}. {word('notice.pain-stop.text')}</p>}
      {state?.notice === 'pain-hold' && <p class="notice">{word('notice.pain-hold.rest')}</p>}
      {seconds !== null && <p class="cue" role="timer">{word('rest.left', { seconds })}</p>}
      <p class="small">{word(`exercise.${task.exercise}`)}</p>
      <div class="buttons">
        <button class="main" onClick={() => press({ name: 'next' })}>{word('rest.goOn')}</button>
        {mayRedo && <button onClick={() => press({ name: 'redo' })}>{word('rest.redo')}</button>}
        <button aria-expanded={hurts} onClick={() => setHurts(!hurts)}>{word('rest.hurts')}</button>
      </div>
      {hurts && <Scores of="pain" onScore={tellPain} />}
    </>
  );
}
