import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { cardsByPatient, coded, dayAndTime, degrees, look, me, number, refusal, say, word } from '../clinic';
import { hub, type FieldError } from '../hub/hub';
import { exercises, restrictions, type KeptPlan, type Patient, type Proposal } from '../hub/shapes';
import { hasBand, usual } from '../model/bands';
import { legsOf } from '../model/card';
import { conflictOf, draftOf, edited, isHeld, isTwice, planOf, pseudonymOf, sidesOf, type Draft, type DraftRow, type Edit, type Taken } from '../model/plan';
import { Fault, Faults } from '../parts/Faults';
import { Waiting } from '../parts/Page';
import { useLoad } from '../parts/load';

/** The plan: the safety screen first, then what is practised. */
export function PlanPage({ patient }: { patient: Patient }) {
  const { value, why, set, again } = useLoad(() => hub.plan(patient.patient), patient.patient);
  return value === null ? <Waiting why={why} /> : (
    <>
      <Standing kept={value} />
      <Weekly patient={patient} />
      <Editor key={value.revision} patient={patient} kept={value} onSaved={set} onReload={again} />
    </>
  );
}

/** Which plan it is, and whether the home has it. */
function Standing({ kept: { revision, savedAt, savedBy, home } }: { kept: KeptPlan }) {
  return (
    <p class="standing">
      {savedAt === null ? word('plan.none') : <>{word('plan.saved', { revision, time: dayAndTime(savedAt) })} <bdi lang="zxx">{savedBy}</bdi>.</>}{' '}
      <span class={`home ${home.state}`} data-home={home.state}>{coded('plan.home', home.state)} {home.reason !== null && coded('refused', home.reason)}</span>
    </p>
  );
}

/** How many sessions a week were agreed on: what the wall counts against, and a low alarm when one is missed. */
function Weekly({ patient }: { patient: Patient }) {
  const agreed = cardsByPatient.value.get(patient.patient)?.idle?.plannedThisWeek ?? null;
  const agree = async (text: string) => {
    const answer = await hub.agree(patient.patient, text === '' ? null : Number(text));
    say(answer.ok ? word('weekly.kept') : refusal(answer.why));
    await look();
  };
  return (
    <p class="weekly"><label>{word('weekly.title')} <select value={agreed ?? ''} onChange={(event) => void agree(event.currentTarget.value)}>
      <option value="" selected={agreed === null}>{word('weekly.none')}</option>
      {Array.from({ length: 21 }, (_, i) => i + 1).map((one) => <option key={one} value={one} selected={one === agreed}>{one}</option>)}
    </select></label></p>
  );
}

/** What the last session suggests; nothing follows from it by itself. What is taken up is filled in below, and decided when the plan is saved. */
function Proposals({ patient, proposals, draft, turn, onDecided }: {
  patient: Patient; proposals: readonly Proposal[]; draft: Draft; turn: Turn; onDecided: (kept: KeptPlan) => void;
}) {
  const [fault, setFault] = useState('');
  const open = proposals.filter((one) => one.proposal !== 'keep');
  const decline = async (proposal: Proposal) => {
    const answer = await hub.decide(patient.patient, proposal.id, 'decline', word('proposal.decline'));
    if (answer.ok) {
      setFault('');
      onDecided(answer.value);
      say(word('proposal.declined'));
    } else {
      setFault(refusal(answer.why));
    }
  };
  return open.length === 0 ? null : (
    <section class="sheet proposals">
      <h2>{word('proposal.title')}</h2>
      <ul>
        {open.map((one) => {
          const about = `${coded('exercise', one.exercise)}, ${word(`legs.${legsOf(one.exercise, one.side)}`)}`;
          const isIn = draft.rows.some(({ planned }) => planned.exercise === one.exercise && planned.side === one.side);
          const isTaken = draft.taken.some(({ proposal }) => proposal === one.id);
          return (
            <li key={one.id} data-proposal={one.id}>
              <span><b>{coded('proposal', one.proposal)}</b> {about}: {coded('proposal.why', one.reason)}</span>
              {isTaken ? <span class="quiet">{word('proposal.taken')}</span> : (
                <span class="acts">
                  <button type="button" aria-label={`${word('proposal.decline')}: ${about}`} onClick={() => void decline(one)}>{word('proposal.decline')}</button>
                  {isIn ? <button type="button" class="main" disabled={!draft.isScreened} aria-label={`${word('proposal.take')}: ${about}`} onClick={() => turn({ type: 'take', proposal: one })}>{word('proposal.take')}</button>
                    : <span class="quiet">{word('proposal.not-in')}</span>}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {fault && <p class="fault" role="alert">{fault}</p>}
    </section>
  );
}

const newPlanId = (): string => `plan-${crypto.randomUUID().slice(0, 18)}`;

function Editor({ patient, kept, onSaved, onReload }: { patient: Patient; kept: KeptPlan; onSaved: (kept: KeptPlan) => void; onReload: () => void }) {
  const [draft, turn] = useReducer(edited, draftOf(kept.plan, newPlanId));
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [fault, setFault] = useState<'stale' | string | null>(null);
  const faults = useRef<HTMLDivElement>(null);
  const save = async () => {
    const answer = await hub.savePlan(patient.patient, planOf(draft), kept.revision);
    if (answer.ok) {
      onSaved(await decided(answer.value));
      say(word('plan.kept'));
    } else {
      setErrors(answer.why.errors);
      setFault(answer.why.kind === 'stale' ? 'stale' : refusal(answer.why));
      faults.current?.focus();
    }
  };
  // Once the plan has what they propose. One that could not be decided stands there still, for the next time.
  const decided = async (saved: KeptPlan) => {
    let newest = saved;
    for (const { proposal } of draft.taken) {
      const answer = await hub.decide(patient.patient, proposal, 'accept', word('proposal.take'));
      newest = answer.ok ? answer.value : newest;
    }

    return newest;
  };
  return (
    <>
      <Proposals patient={patient} proposals={kept.proposals} draft={draft} turn={turn} onDecided={onSaved} />
      <form class="plan" noValidate={false} onSubmit={(event) => { event.preventDefault(); void save(); }}>
        <ScreenPart draft={draft} turn={turn} />
        <fieldset class="sheet exercises" disabled={!draft.isScreened}>
          <legend>{word('plan.exercises')}</legend>
          {!draft.isScreened && <p class="quiet">{word('plan.screen-first')}</p>}
          {draft.rows.length === 0 && <p class="quiet">{word('plan.no-exercises')}</p>}
          {draft.rows.map((row, index) => (
            <Row key={row.key} draft={draft} row={row} index={index} turn={turn} errors={errors.filter((error) => error.path.startsWith(`exercises[${index}]`))} />
          ))}
          <div class="buttons"><button type="button" disabled={draft.rows.length >= 30} onClick={() => turn({ type: 'add' })}>{word('plan.add')}</button></div>
        </fieldset>
        <Rules draft={draft} turn={turn} />
        <div class="sheet last" ref={faults} tabIndex={-1}>
          {fault !== null && (
            <div class="fault" role="alert">
              <p>{fault === 'stale' ? word('plan.stale') : fault} {fault === 'stale' && <button type="button" onClick={onReload}>{word('plan.reload')}</button>}</p>
              {errors.length > 0 && <Faults errors={errors} />}
            </div>
          )}
          <div class="buttons">
            <span class="quiet">{word(!draft.isScreened ? 'plan.screen-first' : draft.isChanged ? 'plan.changed' : 'plan.unchanged')}</span>
            <button class="main" disabled={!draft.isScreened || !draft.isChanged || draft.rows.length === 0}>{word('plan.save')}</button>
          </div>
        </div>
      </form>
    </>
  );
}

type Turn = (edit: Edit) => void;

const flags = ['fractureRisk', 'fallsOrAid', 'dizziness', 'shoulder'] as const;

/** What has to be known of a patient before anything is prescribed. */
function ScreenPart({ draft: { screen, isScreened }, turn }: { draft: Draft; turn: Turn }) {
  return (
    <fieldset class={`sheet screen ${isScreened ? 'is-screened' : 'is-open'}`}>
      <legend>{word('screen.title')}</legend>
      <p class={isScreened ? 'whole' : 'fault'} data-screened={isScreened}>
        {isScreened ? <>{word('screen.done', { time: dayAndTime(screen.at) })} <bdi lang="zxx">{screen.by}</bdi></> : word('screen.open')}
      </p>
      <div class="fields">
        <fieldset class="choices"><legend>{word('screen.weight')}</legend>
          {(['full', 'partial', 'none'] as const).map((one) => (
            <label key={one}><input type="radio" name="weight" checked={screen.weightBearing === one} onChange={() => turn({ type: 'screen', part: { weightBearing: one } })} /> {word(`weight.${one}`)}</label>
          ))}
        </fieldset>
        <fieldset class="choices"><legend>{word('screen.restrictions')}</legend>
          {restrictions.map((one) => (
            <label key={one}><input type="checkbox" checked={screen.restrictions.includes(one)} onChange={(event) => turn({ type: 'restrict', restriction: one, on: event.currentTarget.checked })} /> {word(`restriction.${one}`)}</label>
          ))}
        </fieldset>
        <fieldset class="choices"><legend>{word('screen.also')}</legend>
          {flags.map((one) => (
            <label key={one}><input type="checkbox" checked={screen[one]} onChange={(event) => turn({ type: 'screen', part: { [one]: event.currentTarget.checked } })} /> {word(`screen.${one}`)}</label>
          ))}
        </fieldset>
      </div>
      {!isScreened && <div class="buttons"><button type="button" class="main" onClick={() => turn({ type: 'screened', by: pseudonymOf(me.value?.name ?? 'nobody'), at: new Date().toISOString() })}>{word('screen.confirm')}</button></div>}
    </fieldset>
  );
}

/** One exercise, in a line where there is room. */
function Row({ draft, row, index, turn, errors }: { draft: Draft; row: DraftRow; index: number; turn: Turn; errors: readonly FieldError[] }) {
  const { key, planned } = row;
  const own = usual[planned.exercise];
  const conflict = conflictOf(draft.screen, planned);
  const taken = draft.taken.find((one) => one.key === key);
  const place = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (taken) {
      place.current?.scrollIntoView({ block: 'center' });
      place.current?.focus({ preventScroll: true });
    }
  }, [taken]);
  const change = (part: Parameters<typeof partOf>[0]) => turn({ type: 'row', key, part: partOf(part) });
  return (
    <fieldset ref={place} tabIndex={-1} class={`row ${conflict || errors.length > 0 ? 'conflict' : ''} ${taken ? 'taken' : ''}`}>
      <legend>{word('plan.exercise', { number: index + 1 })}</legend>
      <div class="fields">
        <Choice label={word('plan.field.exercise')} value={planned.exercise} options={exercises} name={(one) => coded('exercise', one)} onChoose={(exercise) => change({ exercise })} />
        <Choice label={word('plan.field.side')} value={planned.side} options={sidesOf(planned.exercise)} name={(one) => word(`legs.${legsOf(planned.exercise, one)}`)} onChoose={(side) => change({ side })} />
        <Choice label={word('plan.field.support')} value={planned.support} options={['none', 'fingertips', 'hand'] as const} name={(one) => word(`support.${one}`)} onChoose={(support) => change({ support })} />
        <Whole label={word('plan.field.sets')} value={planned.sets} least={1} most={10} onChange={(sets) => change({ sets: sets ?? 1 })} />
        <Whole label={word('plan.field.reps')} value={planned.reps} least={1} most={50} onChange={(reps) => change({ reps: reps ?? 1 })} />
        {isHeld(planned.exercise) && <Whole label={word('plan.field.hold')} value={planned.holdS} least={1} most={1800} onChange={(holdS) => change({ holdS: holdS ?? 1 })} />}
        {hasBand(planned.exercise) && (
          <>
            <Whole label={word('plan.field.alert')} value={planned.band?.alertDeg ?? null} least={0.5} most={45} step={0.5} hint={degrees(own.alertDeg)}
              onChange={(alertDeg) => change({ band: { alertDeg, dwellS: planned.band?.dwellS ?? null } })} />
            <Whole label={word('plan.field.dwell')} value={planned.band?.dwellS ?? null} least={0} most={10} step={0.05} hint={own.dwellS === null ? '' : String(own.dwellS)}
              onChange={(dwellS) => change({ band: { alertDeg: planned.band?.alertDeg ?? null, dwellS } })} />
          </>
        )}
        <Whole label={word('plan.field.rest')} value={planned.restS} least={5} most={600} onChange={(restS) => change({ restS: restS ?? 5 })} />
        <Choice label={word('plan.field.fade')} value={planned.feedbackPercent} options={[100, 75, 50, 25, 0]} name={(one) => `${one} %`} onChoose={(feedbackPercent) => change({ feedbackPercent })} />
        <Choice label={word('plan.field.sound')} value={planned.sound} options={['off', 'cues', 'full'] as const} name={(one) => word(`sound.${one}`)} onChoose={(sound) => change({ sound })} />
      </div>
      {taken && <p class="filled-in">{filledIn(taken)}</p>}
      {planned.exercise === 'side-plank-abduction' && <label class="check"><input type="checkbox" checked={planned.unlocked === true} onChange={(event) => change({ unlocked: event.currentTarget.checked })} /> {word('plan.unlock')}</label>}
      {conflict && <p class="fault">{word(`conflict.${conflict}`)}</p>}
      {isTwice(draft, row) && <p class="fault">{word('conflict.twice')}</p>}
      {errors.map((error) => <p key={error.path} class="fault"><Fault error={error} /></p>)}
      <div class="acts">
        <button type="button" disabled={index === 0} aria-label={word('plan.up.label', { number: index + 1 })} onClick={() => turn({ type: 'up', key })}>{word('plan.up')}</button>
        <button type="button" aria-label={word('plan.remove.label', { number: index + 1 })} onClick={() => turn({ type: 'remove', key })}>{word('plan.remove')}</button>
      </div>
    </fieldset>
  );
}

/** What a proposal has changed: one thing, which whoever saves the plan answers for. */
function filledIn({ step }: Taken): string {
  const said = (value: string | number) => (typeof value === 'string' ? coded('support', value) : number(value));
  return step === null ? word('proposal.yours') : word('proposal.filled', { field: word(fieldOf[step.field]), from: said(step.from), to: said(step.to) });
}

const fieldOf = { holdS: 'plan.field.hold', reps: 'plan.field.reps', sets: 'plan.field.sets', support: 'plan.field.support' } as const;

const partOf = (part: Extract<Edit, { type: 'row' }>['part']) => part;

const rules = [['stopOver', 9], ['stopRise', 9], ['holdFrom', 9]] as const;

function Rules({ draft, turn }: { draft: Draft; turn: Turn }) {
  return (
    <fieldset class="sheet rules" disabled={!draft.isScreened}>
      <legend>{word('rules.title')}</legend>
      <div class="fields">
        {rules.map(([rule, most]) => (
          <Whole key={rule} label={word(`rules.${rule}`)} value={draft.pain[rule]} least={1} most={most} onChange={(value) => turn({ type: 'pain', part: { [rule]: value ?? 1 } })} />
        ))}
        <Whole label={word('rules.dailySets')} value={draft.dailySets} least={1} most={100} onChange={(dailySets) => turn({ type: 'dailySets', dailySets: dailySets ?? 1 })} />
        <label class="check"><input type="checkbox" checked={draft.rawMotion} onChange={(event) => turn({ type: 'rawMotion', on: event.currentTarget.checked })} /> {word('rules.rawMotion')}</label>
      </div>
    </fieldset>
  );
}

function Choice<T extends string | number>({ label, value, options, name, onChoose }: {
  label: string; value: T; options: readonly T[]; name: (one: T) => string; onChoose: (one: T) => void;
}) {
  return (
    <label>{label} <select value={String(value)} onChange={(event) => onChoose(options[event.currentTarget.selectedIndex]!)}>
      {options.map((one) => <option key={one} value={String(one)} selected={one === value}>{name(one)}</option>)}
    </select></label>
  );
}

/** A number within its range; what is none of it is not taken. Empty is null: the exercise's own. */
function Whole({ label, value, least, most, step = 1, hint = '', onChange }: {
  label: string; value: number | null; least: number; most: number; step?: number; hint?: string; onChange: (value: number | null) => void;
}) {
  return (
    <label>{label} <input type="number" min={least} max={most} step={step} value={value ?? ''} placeholder={hint} required={hint === ''}
      onInput={(event) => {
        const { value: text, valueAsNumber: typed, validity } = event.currentTarget;
        if (validity.valid) {
          onChange(text === '' ? null : typed);
        }
      }} /></label>
  );
}
