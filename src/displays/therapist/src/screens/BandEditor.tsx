import { useEffect, useReducer, useState } from 'preact/hooks';
import { coded, day, degrees, percent, refusal, say, word } from '../clinic';
import { hub } from '../hub/hub';
import type { HomeState, KeptPlan, Patient, PlannedExercise } from '../hub/shapes';
import { bandEdit, highest, isLimit, lowest, turned, type BandEdit } from '../model/band';
import { hasBand, usual, warnFor } from '../model/bands';
import { legsOf } from '../model/card';
import { useLoad } from '../parts/load';

/** How long somebody is let choose before the last session is reckoned anew; ms. */
const settlesAfter = 350;

/** The limit of one exercise: chosen, looked at in the last session, confirmed, and taken or not by the patient's display. */
export function BandEditor({ patient, home }: { patient: Patient; home: HomeState | null }) {
  const { value, why, again } = useLoad(() => hub.plan(patient.patient), patient.patient);
  const planned = (value?.plan?.exercises ?? []).filter((one) => hasBand(one.exercise));
  const [chosen, setChosen] = useState<string | null>(null);
  const current = planned.find((one) => one.exercise === home?.exercise && one.side === home.side);
  const one = planned.find((each) => keyOf(each) === chosen) ?? current ?? planned[0];
  return (
    <section class="band-editor" aria-labelledby="band-title">
      <h2 id="band-title">{word('band.title')}</h2>
      {value === null ? <p class={why ? 'fault' : 'quiet'}>{why ? refusal(why) : word('waiting')}</p>
        : !one ? <p class="quiet">{word('band.no-plan')}</p>
        : (
          <>
            <label>{word('band.of')} <select value={keyOf(one)} onChange={(event) => setChosen(event.currentTarget.value)}>
              {planned.map((each) => <option key={keyOf(each)} value={keyOf(each)} selected={each === one}>{coded('exercise', each.exercise)}, {word(`legs.${legsOf(each.exercise, each.side)}`)}</option>)}
            </select></label>
            <Editor key={keyOf(one)} patient={patient} planned={one} kept={value} onTaken={again} />
          </>
        )}
    </section>
  );
}

const keyOf = (planned: PlannedExercise): string => `${planned.exercise}/${planned.side}`;

function Editor({ patient, planned, kept, onTaken }: { patient: Patient; planned: PlannedExercise; kept: KeptPlan; onTaken: () => void }) {
  const own = usual[planned.exercise];
  const [edit, turn] = useReducer(turned, bandEdit(planned.exercise, planned.side, planned.band?.alertDeg ?? null, own.alertDeg!));
  const { exercise, side, alertDeg, stage } = edit;
  const isOther = alertDeg !== (edit.before ?? own.alertDeg);
  useEffect(() => {
    if (!isOther) {
      return;
    }

    let isCurrent = true;
    const timer = setTimeout(() => void hub.previewBand(patient.patient, exercise, side, alertDeg).then((answer) =>
      isCurrent && turn({ type: 'previewed', of: alertDeg, came: answer.ok ? answer.value : 'failed' })), settlesAfter);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [exercise, side, alertDeg, isOther]);
  const [fault, setFault] = useState('');
  const send = async () => {
    turn({ type: 'send' });
    const answer = await hub.setBand(patient.patient, exercise, side, alertDeg, kept.revision);
    // A hub that says no has changed nothing; one that says nothing may have.
    const isRefused = !answer.ok && answer.why.kind !== 'away';
    setFault(isRefused ? refusal(answer.why) : '');
    turn(isRefused ? { type: 'unsent' } : { type: 'answered', answer: answer.ok ? answer.value : { state: 'no-answer', reason: null } });
    if (answer.ok) {
      say(word(`band.${answer.value.state}`));
    }

    onTaken();
  };
  return (
    <div class="band-edit" data-stage={stage}>
      <p>{word('band.now', { degrees: degrees(edit.before ?? own.alertDeg) })} {edit.before === null && word('band.usual')}</p>
      <div class="slide">
        <label>{word('band.alert')} <input type="number" min={lowest} max={highest} step="0.5" value={alertDeg} disabled={stage === 'sending'}
          onInput={(event) => isLimit(event.currentTarget.valueAsNumber) && turn({ type: 'choose', alertDeg: event.currentTarget.valueAsNumber })} /></label>
        <input type="range" aria-label={word('band.slide')} min="1" max="15" step="0.5" value={alertDeg} disabled={stage === 'sending'}
          onInput={(event) => turn({ type: 'choose', alertDeg: event.currentTarget.valueAsNumber })} />
        <span class="quiet">{word('band.warn', { degrees: degrees(warnFor(exercise, alertDeg)) })}</span>
      </div>
      {isOther && <p class="preview" data-preview={edit.preview === null ? 'asked' : 'came'}>{previewOf(edit)}</p>}
      {stage === 'choosing' && isOther && <div class="buttons"><button class="main" onClick={() => turn({ type: 'ask' })}>{word('band.change')}</button></div>}
      {stage === 'confirming' && (
        <div class="confirm" role="group" aria-label={word('band.confirm')}>
          <p><b>{word('band.confirm')}</b><br /><bdi lang="zxx">{patient.name}</bdi>: {coded('exercise', exercise)}, {word(`legs.${legsOf(exercise, side)}`)}: {degrees(edit.before ?? own.alertDeg)} → <b>{degrees(alertDeg)}</b>. {word('band.between')}</p>
          <div class="buttons"><button onClick={() => turn({ type: 'back' })}>{word('cancel')}</button><button class="main" onClick={() => void send()}>{word('band.send')}</button></div>
        </div>
      )}
      {stage === 'choosing' && fault !== '' && <p class="fault" role="alert">{word('band.unsent')} {fault}</p>}
      {stage === 'sending' && <p class="quiet">{word('band.sending')}</p>}
      {stage === 'answered' && edit.answer && (
        <p class={`answer ${edit.answer.state}`} data-answer={edit.answer.state}><b>{word(`band.${edit.answer.state}`)}</b> {edit.answer.reason !== null && coded('refused', edit.answer.reason)}</p>
      )}
    </div>
  );
}

/** What the last session would have been, in a sentence. */
function previewOf({ preview }: BandEdit): string {
  if (preview === null) {
    return word('band.reckoning');
  }

  if (preview.came === 'failed') {
    return word('band.why.failed');
  }

  const { at, beforePercent, afterPercent, why } = preview.came;
  return why !== null || beforePercent === null || afterPercent === null ? coded('band.why', why ?? 'failed')
    : word('band.would', { date: at === null ? '' : day(at), before: percent(beforePercent), after: percent(afterPercent) });
}
