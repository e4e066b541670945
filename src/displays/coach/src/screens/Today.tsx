import { press, seen, told, word } from '../coach';
import { batteryOf } from '../model/sensor';
import type { Screen } from '../model/screen';
import { Title } from './Title';
import { Legs } from './Exercise';
import { SensorPicture } from './SensorPicture';

export function Today({ tasks, minutes }: Extract<Screen, { name: 'today' }>) {
  const { state, sensor } = told.value;
  return (
    <>
      <Title text={word('today.title')} />
      {state?.beganAnew && <p class="notice">{word('anew.text')}</p>}
      {state?.message && <p class="notice">{word('message.from')} <q>{state.message}</q></p>}
      <ol class="tasks">
        {tasks.map(({ task, sets, reps, holdS, isOut }) => (
          <li key={`${task.exercise} ${task.side}`} class={isOut ? 'out' : undefined}>
            <strong>{word(`exercise.${task.exercise}`)}</strong>
            <Legs task={task} />
            <span>{isOut ? word('today.out') : task.exercise === 'walking' ? word('today.time', { sets, seconds: Math.round(holdS ?? 0) }) : holdS === null ? word('today.sets', { sets, reps }) : word('today.hold', { sets, reps, seconds: Math.round(holdS) })}</span>
          </li>
        ))}
      </ol>
      {minutes !== null && <p>{word('today.minutes', { minutes })}</p>}
      <div class="sensor-line">
        <SensorPicture seen={seen.value} />
        <p>{word(`sensor.${seen.value}`)}<br />{word(`battery.${batteryOf(sensor)}`)}</p>
      </div>
      {tasks.length > 0 && tasks.every(({ isOut }) => isOut) ? <p class="important">{word('today.none')}</p> : (
        <div class="buttons">
          <button class="main" onClick={() => press({ name: 'start-session' })}>{word('today.start')}</button>
        </div>
      )}
    </>
  );
}
