import { useState } from 'preact/hooks';
import { cardsByPatient, look, may, refusal, say, word } from '../clinic';
import { hub, recordOf } from '../hub/hub';
import type { Patient } from '../hub/shapes';
import { Dialog } from '../parts/Dialog';
import { PairingCode } from './Pairing';

/** The home's way in, and out: pairing, cutting off, the whole record, erasing. */
export function Home({ patient }: { patient: Patient }) {
  const [asks, setAsks] = useState<'code' | 'revoke' | 'erase' | null>(null);
  const card = cardsByPatient.value.get(patient.patient);
  return (
    <div class="sheets">
      <section class="sheet">
        <h2>{word('home.pair')}</h2>
        <p>{word(patient.standing === 'revoked' ? 'home.is-revoked' : card?.online ? 'home.is-there' : 'home.is-away')}</p>
        {asks === 'code' ? <PairingCode patient={patient.patient} /> : <div class="buttons"><button class="main" onClick={() => setAsks('code')}>{word('home.code')}</button></div>}
      </section>
      <section class="sheet">
        <h2>{word('home.record')}</h2>
        <p>{word('home.record.text')}</p>
        <p><a class="button" href={recordOf(patient.patient)} download>{word('home.export')}</a></p>
      </section>
      <section class="sheet danger">
        <h2>{word('home.revoke')}</h2>
        <p>{word('home.revoke.text')}</p>
        <div class="buttons"><button onClick={() => setAsks('revoke')}>{word('home.revoke')}</button></div>
      </section>
      {may('administrator') && (
        <section class="sheet danger">
          <h2>{word('home.erase')}</h2>
          <p>{word('home.erase.text')}</p>
          <div class="buttons"><button onClick={() => setAsks('erase')}>{word('home.erase')}</button></div>
        </section>
      )}
      {asks === 'revoke' && <Sure patient={patient} isErasing={false} onClose={() => setAsks(null)} />}
      {asks === 'erase' && <Sure patient={patient} isErasing onClose={() => setAsks(null)} />}
    </div>
  );
}

/** Erasing wants the name typed: what is gone does not come back. */
function Sure({ patient, isErasing, onClose }: { patient: Patient; isErasing: boolean; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState('');
  const [left, setLeft] = useState<string | null>(null);
  const leave = () => {
    onClose();
    location.hash = '#/wall';
  };
  const go = async () => {
    const answer = await (isErasing ? hub.erase(patient.patient) : hub.revoke(patient.patient));
    if (!answer.ok) {
      // The hub has taken its own share before it turned to the broker.
      setFault(answer.why.kind === 'busy' ? word(isErasing ? 'home.erase.again' : 'home.revoke.again') : refusal(answer.why));
      return;
    }

    await look();
    say(word(isErasing ? 'home.erased' : 'home.revoked'));
    if (answer.value?.left) {
      setLeft(answer.value.left);
    } else {
      leave();
    }
  };
  return left !== null ? (
    <Dialog key="left" title={word('home.left')} onClose={leave}>
      <p>{word(isErasing ? 'home.left.erased' : 'home.left.revoked')}</p>
      <p class="left" lang="en">{left}</p>
      <div class="buttons"><button class="main" onClick={leave}>{word('home.left.go')}</button></div>
    </Dialog>
  ) : (
    <Dialog title={word(isErasing ? 'home.erase' : 'home.revoke')} onClose={onClose}>
      <p>{word(isErasing ? 'home.erase.text' : 'home.revoke.text')}</p>
      <form onSubmit={(event) => { event.preventDefault(); void go(); }}>
        {isErasing && <label>{word('home.erase.type')} <b dir="auto" lang="zxx">{patient.name}</b> <input value={typed} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} /></label>}
        {fault && <p class="fault" role="alert">{fault}</p>}
        <div class="buttons">
          <button type="button" onClick={onClose}>{word('cancel')}</button>
          <button class="danger" disabled={isErasing && typed.trim() !== patient.name}>{word(isErasing ? 'home.erase.go' : 'home.revoke.go')}</button>
        </div>
      </form>
    </Dialog>
  );
}
