import { useEffect, useState } from 'preact/hooks';
import { encode } from 'uqr';
import { look, now, refusal, word } from '../clinic';
import { hub, type Refusal } from '../hub/hub';
import { clock, leftS } from '../model/age';
import { Dialog } from '../parts/Dialog';
import { Fault } from '../parts/Faults';

/** A new patient: a name that stays at the clinic, and the code that lets the home in. */
export function NewPatient({ onClose }: { onClose: () => void }) {
  const [patient, setPatient] = useState<string | null>(null);
  const [fault, setFault] = useState('');
  const add = async (form: HTMLFormElement) => {
    const answer = await hub.addPatient(String(new FormData(form).get('name')));
    if (answer.ok) {
      setPatient(answer.value.patient);
      void look();
    } else {
      setFault(refusal(answer.why));
    }
  };
  return (
    <Dialog title={word('pairing.title')} onClose={onClose}>
      {patient === null ? (
        <form onSubmit={(event) => { event.preventDefault(); void add(event.currentTarget); }}>
          <label>{word('pairing.name')} <input name="name" required maxLength={80} autocomplete="off" /></label>
          <p class="quiet">{word('pairing.stays')}</p>
          {fault && <p class="fault" role="alert">{fault}</p>}
          <div class="buttons"><button type="button" onClick={onClose}>{word('cancel')}</button><button class="main">{word('pairing.add')}</button></div>
        </form>
      ) : (
        <>
          <PairingCode patient={patient} />
          <div class="buttons"><button onClick={onClose}>{word('close')}</button></div>
        </>
      )}
    </Dialog>
  );
}

/** The code, with how long it is good for; a new one when it is not any more. */
export function PairingCode({ patient }: { patient: string }) {
  const [shown, setShown] = useState<{ code: string; minutes: number; since: number } | null>(null);
  const [why, setWhy] = useState<Refusal | null>(null);
  const fetch = () => void hub.code(patient).then((answer) => {
    setWhy(answer.ok ? null : answer.why);
    setShown(answer.ok ? { ...answer.value, since: performance.now() } : null);
  });
  useEffect(fetch, [patient]);
  if (!shown) {
    return why === null ? <p class="quiet">{word('waiting')}</p> : (
      <div class="fault" role="alert">
        {why.errors.length === 0 ? refusal(why) : why.errors.map((error) => <p key={error.path}><Fault error={error} /></p>)}{' '}
        <button type="button" onClick={fetch}>{word('pairing.again')}</button>
      </div>
    );
  }

  const left = leftS(shown.since, shown.minutes * 60_000, now.value);
  return left === 0 ? (
    <p>{word('pairing.over')} <button onClick={fetch}>{word('pairing.again')}</button></p>
  ) : (
    <div class="pairing">
      <Square text={shown.code} />
      <div>
        <p>{word('pairing.how')}</p>
        <p class="code" lang="zxx" data-code={shown.code}>{shown.code}</p>
        <p><b role="timer">{word('pairing.left', { time: clock(left) })}</b> {word('pairing.once')}</p>
      </div>
    </div>
  );
}

/** A text as a QR code (ISO/IEC 18004), dark on light with the light margin that cameras want. */
function Square({ text }: { text: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg class="square" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={word('pairing.picture')} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={dark} fill="#000" />
    </svg>
  );
}
