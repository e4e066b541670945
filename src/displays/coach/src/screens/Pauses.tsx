import { again, press, putAside, seen, told, word } from '../coach';
import { nameOfNotice, taskOf, type Screen } from '../model/screen';
import type { Ended, State } from '../messages/messages';
import { Title } from './Title';
import { legsOf } from './Exercise';
import { SensorPicture } from './SensorPicture';

/** Nothing but words: the page cannot do anything now. */
export function Alone({ name }: { name: 'connecting' | 'offline' | 'elsewhere' | 'refused' | 'no-plan' }) {
  return (
    <>
      <Title text={word(`${name}.title`)} />
      <p>{word(`${name}.text`)}</p>
      {name === 'no-plan' && told.value.state?.beganAnew && <p class="notice">{word('anew.text')}</p>}
      {name === 'elsewhere' && <div class="buttons"><button class="main" onClick={again}>{word('elsewhere.here')}</button></div>}
      {name === 'refused' && <div class="buttons"><button class="main" onClick={again}>{word('refused.again')}</button></div>}
    </>
  );
}

export function Paused({ pause }: Extract<Screen, { name: 'paused' }>) {
  const { state } = told.value;
  const isAboutBelt = pause === 'slip' || pause === 'calibration' || pause === 'sensor';
  return (
    <>
      <Title text={word(`paused.${pause}`)} />
      {pause === 'sensor' && seen.value !== 'live' ? (
        <div class="columns">
          <SensorPicture seen={seen.value} />
          <div>
            {seen.value !== 'lost' && <p>{word(`sensor.${seen.value}`)}</p>}
            <p>{word('paused.text.sensor')}</p>
          </div>
        </div>
      ) : <p>{word(pause === 'sensor' ? 'paused.text.seen' : `paused.text.${pause}`)}</p>}
      {pause === 'down' && <p class="notice">{word('notice.emergency.text')}</p>}
      {state?.done !== null && state?.done !== undefined && state.reps !== null && (
        <p class="count">{word('live.count', { done: state.done, reps: state.reps })}</p>
      )}
      <div class="buttons">
        <button class="main" onClick={() => press({ name: 'resume' })}>{word('paused.go')}</button>
        {isAboutBelt && <button onClick={() => press({ name: 'calibrate', kind: 'static' })}>{word('calibration.belt')}</button>}
      </div>
    </>
  );
}

export function Final({ notice }: Extract<Screen, { name: 'notice' }>) {
  const key = notice as 'emergency' | 'not-today' | 'daily-cap' | 'pain-stop' | 'wrong-side';
  return (
    <>
      <Title text={word(`notice.${key}`)} />
      <p class="important">{word(`notice.${key}.text`)}</p>
      <div class="buttons"><button class="main" onClick={() => putAside(nameOfNotice(told.value))}>{word('ok')}</button></div>
    </>
  );
}

export function End({ ended }: Extract<Screen, { name: 'end' }>) {
  return (
    <>
      <Title text={word('end.title')} />
      {ended.reason !== 'done' && <p>{word(ended.reason === 'left-alone' ? 'end.left-alone' : 'end.stopped')}</p>}
      {ended.difference && <p>{sayDifference(ended.difference)}</p>}
      {told.value.state?.recording === 'ok' && <p>{word(whereKept[told.value.state.clinicCopy ?? 'none'])}</p>}
      <div class="buttons"><button class="main" onClick={() => putAside(ended.sessionId)}>{word('ok')}</button></div>
    </>
  );
}

const whereKept = { none: 'end.kept', waiting: 'end.waiting', sent: 'end.sent' } as const satisfies Record<NonNullable<State['clinicCopy']>, string>;

/** One sentence against the patient's own last time. */
function sayDifference({ exercise, side, change }: NonNullable<Ended['difference']>): string {
  return word(`end.${change}`, { exercise: word(`exercise.${exercise}`), legs: legsOf(taskOf(exercise, side)) });
}
