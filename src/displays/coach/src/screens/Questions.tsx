import { press, told, word } from '../coach';
import type { Screen } from '../model/screen';
import { Title } from './App';
import { Drawing } from './Drawing';
import { Came } from './Exercise';

const scores = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/** One question a screen. */
export function Asked({ question }: Extract<Screen, { name: 'question' }>) {
  const answer = (value: number | boolean) => press({ name: 'answer', question, value });
  const asksForPain = question === 'pain-now' || question === 'pain-night' || question === 'pain-morning';
  return (
    <>
      <Title text={word(`question.${question}`)} />
      {(question === 'do-not-start' || question === 'support-ready') && (
        <ul class="list">{word(`list.${question}`).split('|').map((line) => <li key={line}>{line}</li>)}</ul>
      )}
      {question === 'support-ready' && told.value.state?.notice === 'try-again' && <p class="notice">{word('support-ready.again')}</p>}
      {question === 'all-right' && <p class="notice">{word('notice.emergency.text')}</p>}
      {asksForPain ? <Scores onScore={answer} /> : (
        <div class="buttons">
          <button class="main" onClick={() => answer(true)}>{word('yes')}</button>
          <button class="main" onClick={() => answer(false)}>{word('no')}</button>
        </div>
      )}
    </>
  );
}

function Scores({ onScore }: { onScore: (score: number) => void }) {
  return (
    <>
      <div class="scores">{scores.map((score) => <button key={score} onClick={() => onScore(score)}>{score}</button>)}</div>
      <p class="ends"><span>{word('pain.none')}</span><span>{word('pain.worst')}</span></p>
    </>
  );
}

/** Everything that the sensor is told about the body, one step a screen; each is over by itself. */
export function Calibrating({ name, again }: Extract<Screen, { name: 'connect' | 'wear-check' | 'static' | 'bow' | 'side-check' }>) {
  return (
    <>
      <Title text={word(`${name}.title`)} />
      <div class="columns">
        {name === 'connect' ? <div class="ring" aria-hidden="true" /> : <Drawing task={{ exercise: name, side: name === 'side-check' ? 'left' : 'both' }} />}
        <div>
          {!again && (name === 'bow' || name === 'side-check') && <p>{word('calibration.thanks')}</p>}
          <p>{word(`${name}.text`)}</p>
          {again && <p class="notice">{name === 'connect' || name === 'wear-check' ? word('notice.try-again') : word(`${name}.again`)}</p>}
          {name === 'static' && <div class="ring" aria-hidden="true" />}
        </div>
      </div>
    </>
  );
}

export function Result({ lastSet, redo }: Extract<Screen, { name: 'result' }>) {
  return (
    <>
      <Title text={word('result.title')} />
      <Came lastSet={lastSet} />
      <p>{word('result.pain')}</p>
      <Scores onScore={(value) => press({ name: 'pain', value })} />
      {redo && <div class="buttons"><button onClick={() => press({ name: 'redo' })}>{word('rest.redo')}</button></div>}
    </>
  );
}
