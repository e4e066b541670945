import { useEffect, useRef } from 'preact/hooks';
import { isStopOpen, press, pressGoOn, word } from '../coach';
import type { StopReason } from '../messages/messages';

const reasons: readonly StopReason[] = ['pain', 'unwell', 'nearly-fell', 'fell', 'tired', 'sensor', 'other'];

/** Everything stands still already; here it is asked why. */
export function StopDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const stop = (reason: StopReason) => {
    press({ name: 'stop', reason });
    isStopOpen.value = false;
  };
  return (
    <dialog ref={dialog} class="stopped" aria-labelledby="stop-title" onCancel={(event) => { event.preventDefault(); pressGoOn(); }}>
      <h2 id="stop-title">{word('stop.title')}</h2>
      <div class="buttons">
        {reasons.map((reason) => <button key={reason} data-reason={reason} onClick={() => stop(reason)}>{word(`stop.${reason}`)}</button>)}
      </div>
      <p class="important">{word('stop.call')}</p>
      <div class="buttons"><button class="main" onClick={pressGoOn}>{word('stop.goOn')}</button></div>
    </dialog>
  );
}
