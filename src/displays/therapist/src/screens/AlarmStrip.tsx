import { useState } from 'preact/hooks';
import { ago, coded, look, refusal, say, timeOf, word } from '../clinic';
import { hub } from '../hub/hub';
import type { Card, OpenAlarm } from '../hub/shapes';
import { Dialog } from '../parts/Dialog';
import { PriorityMark } from '../parts/Marks';

const snoozes = [10, 30, 60, 240] as const;

/** An alarm that nobody has taken: how soon, what, when, and what is done about it. */
export function AlarmStrip({ card, alarm, named = false }: { card: Card; alarm: OpenAlarm; named?: boolean }) {
  const [asks, setAsks] = useState<'take' | 'snooze' | null>(null);
  const isPutOff = alarm.snoozedUntil !== null;
  const about = `${card.name}: ${coded('alarm', alarm.kind)}`;
  return (
    <div class={`alarm ${alarm.priority}${isPutOff ? ' put-off' : ''}`} data-alarm={alarm.alarm}>
      <PriorityMark priority={alarm.priority} />
      <span class="what">{named && <b dir="auto" lang="zxx">{card.name} </b>}<b>{coded('alarm', alarm.kind)}</b> <span class="when">{ago(alarm.at)}</span>
        {isPutOff && <span class="when">{word('alarm.until', { time: timeOf(alarm.snoozedUntil!) })}</span>}
      </span>
      <span class="acts">
        <button aria-label={word('alarm.take.label', { about })} onClick={() => setAsks('take')}>{word('alarm.take')}</button>
        {!isPutOff && <button aria-label={word('alarm.snooze.label', { about })} onClick={() => setAsks('snooze')}>{word('alarm.snooze')}</button>}
      </span>
      {asks && <Reason card={card} alarm={alarm} isSnooze={asks === 'snooze'} onClose={() => setAsks(null)} />}
    </div>
  );
}

const reasons = ['telephoned', 'spoke', 'seen', 'expected'] as const;

/** Why: it goes into the record, with the name of whoever did it. */
function Reason({ card, alarm, isSnooze, onClose }: { card: Card; alarm: OpenAlarm; isSnooze: boolean; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState<number>(30);
  const [fault, setFault] = useState('');
  const go = async () => {
    const answer = await hub.takeAlarm(card.patient, alarm.alarm, reason.trim(), isSnooze ? minutes : null);
    if (answer.ok || answer.why.kind === 'gone') {
      onClose();
      say(word(answer.ok ? (isSnooze ? 'alarm.snoozed' : 'alarm.taken') : 'alarm.gone'));
      await look();
    } else {
      setFault(refusal(answer.why));
    }
  };
  return (
    <Dialog title={word(isSnooze ? 'alarm.snooze.title' : 'alarm.take.title')} onClose={onClose}>
      <p><PriorityMark priority={alarm.priority} /> <b dir="auto" lang="zxx">{card.name}</b>: {coded('alarm', alarm.kind)}, {ago(alarm.at)}</p>
      {alarm.priority === 'high' && <p class="quiet">{word('alarm.no-telephone')}</p>}
      <form onSubmit={(event) => { event.preventDefault(); void go(); }}>
        {isSnooze && (
          <fieldset class="choices">
            <legend>{word('alarm.for')}</legend>
            {snoozes.map((one) => (
              <label key={one}><input type="radio" name="minutes" checked={minutes === one} onChange={() => setMinutes(one)} /> {word('alarm.minutes', { count: one })}</label>
            ))}
          </fieldset>
        )}
        <label>{word('alarm.reason')} <input name="reason" required maxLength={200} value={reason} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} /></label>
        <div class="suggestions">{reasons.map((one) => <button key={one} type="button" onClick={() => setReason(word(`reason.${one}`))}>{word(`reason.${one}`)}</button>)}</div>
        {fault && <p class="fault" role="alert">{fault}</p>}
        <div class="buttons">
          <button type="button" onClick={onClose}>{word('cancel')}</button>
          <button class="main" disabled={reason.trim() === ''}>{word(isSnooze ? 'alarm.snooze' : 'alarm.take')}</button>
        </div>
      </form>
    </Dialog>
  );
}
