import { press, told, word } from '../coach';
import type { Screen } from '../model/screen';
import { Title } from './App';
import { Legs } from './Exercise';

export function Today({ tasks, minutes }: Extract<Screen, { name: 'today' }>) {
  const { state, sensor } = told.value;
  const battery = sensor?.batteryPercent ?? null;
  return (
    <>
      <Title text={word('today.title')} />
      {state?.message && <p class="notice">{word('message.from')} {state.message}</p>}
      <ol class="tasks">
        {tasks.map(({ task, sets, reps, holdS }) => (
          <li key={`${task.exercise} ${task.side}`}>
            <strong>{word(`exercise.${task.exercise}`)}</strong>
            <Legs task={task} />
            <span>{holdS === null ? word('today.sets', { sets, reps }) : word('today.hold', { sets, reps, seconds: Math.round(holdS) })}</span>
          </li>
        ))}
      </ol>
      <p>
        {minutes !== null && `${word('today.minutes', { minutes })} · `}
        {word(battery === null ? 'battery.unknown' : battery < 20 ? 'battery.low' : 'battery.ok')}
      </p>
      <div class="buttons">
        <button class="main" onClick={() => press({ name: 'start-session' })}>{word('today.start')}</button>
      </div>
    </>
  );
}
