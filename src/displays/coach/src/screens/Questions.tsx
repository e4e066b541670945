import { press, seen, told, word } from '../coach';
import type { Screen } from '../model/screen';
import { Title } from './Title';
import { Drawing } from './Drawing';
import { Came } from './Exercise';
import { Scores } from './Scores';
import { SensorPicture } from './SensorPicture';

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
      {asksForPain ? <Scores of="pain" onScore={answer} /> : (
        <div class="buttons">
          <button class="main" onClick={() => answer(true)}>{word('yes')}</button>
          <button class="main" onClick={() => answer(false)}>{word('no')}</button>
        </div>
      )}
    </>
  );
}

/** Everything that the sensor is told about the body, one step a screen; each is over by itself. */
export function Calibrating({ name, again }: Extract<Screen, { name: 'connect' | 'wear-check' | 'static' | 'bow' | 'side-check' }>) {
  if (name === 'connect') {
    return <Connecting />;
  }

  return (
    <>
      <Title text={word(`${name}.title`)} />
      <div class="columns">
        <Drawing task={{ exercise: name, side: name === 'side-check' ? 'left' : 'both' }} />
        <div>
          {!again && (name === 'bow' || name === 'side-check') && <p>{word('calibration.thanks')}</p>}
          <p>{word(`${name}.text`)}</p>
          {again && <p class="notice">{name === 'wear-check' ? word('notice.try-again') : word(`${name}.again`)}</p>}
          {name === 'static' && <div class="ring" aria-hidden="true" />}
        </div>
      </div>
    </>
  );
}

/** The way to the sensor: what is found, and what the patient can do. */
function Connecting() {
  const here = seen.value === 'none' ? 'searching' : seen.value === 'live' ? 'starting' : seen.value;
  return (
    <>
      <Title key={here} text={word(`connect.${here}.title`)} />
      <div class="columns">
        <SensorPicture seen={here} />
        <div>
          <p>{word(`connect.${here}.text`)}</p>
          {(here === 'searching' || here === 'starting') && <div class="ring" aria-hidden="true" />}
        </div>
      </div>
    </>
  );
}

export function Result({ asks, lastSet, mayRedo }: Extract<Screen, { name: 'result' }>) {
  return (
    <>
      <Title text={asks === 'effort' ? word('result.title') : word('result.pain')} />
      {asks === 'effort' ? (
        <>
          <Came lastSet={lastSet} />
          {mayRedo && <p><button onClick={() => press({ name: 'redo' })}>{word('rest.redo')}</button></p>}
          <p><strong>{word('result.effort')}</strong></p>
          <Scores of="effort" onScore={(value) => press({ name: 'answer', question: 'effort', value })} />
        </>
      ) : <Scores of="pain" onScore={(value) => press({ name: 'pain', value })} />}
    </>
  );
}
