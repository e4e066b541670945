import { again, press, putAside, told, word } from '../coach';
import { nameOfNotice, type Screen } from '../model/screen';
import { Title } from './App';

/** Nothing but words: the page cannot do anything now. */
export function Alone({ name }: { name: 'connecting' | 'offline' | 'elsewhere' | 'refused' | 'no-plan' }) {
  return (
    <>
      <Title text={word(`${name}.title`)} />
      <p>{word(`${name}.text`)}</p>
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
      <p>{word(`paused.text.${pause}`)}</p>
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
      {told.value.state?.recording === 'ok' && <p>{word('end.kept')}</p>}
      <div class="buttons"><button class="main" onClick={() => putAside(ended.eventId)}>{word('ok')}</button></div>
    </>
  );
}
