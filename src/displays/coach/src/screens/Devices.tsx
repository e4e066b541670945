import { useEffect, useRef, useState } from 'preact/hooks';
import { encode } from 'uqr';
import { settings, word } from '../coach';
import { areDevicesOpen, grouped, newCode, others, revoke, type Code, type Device, type Lan } from '../lan/lan';
import { tagOf } from '../words/words';

const lookPeriod = 2000;

/** On this machine's own page: lets a television, tablet or phone in, and shows it the door. */
export function DevicesDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [lan, setLan] = useState<Lan | null | undefined>(undefined);
  const [code, setCode] = useState<Code | null>(null);
  const look = async () => setLan(await others());
  useEffect(() => {
    dialog.current?.showModal();
    void look();
    const timer = setInterval(() => void look(), lookPeriod);
    return () => clearInterval(timer);
  }, []);

  // A code is for one device: once that is in, it is no longer shown.
  const known = lan?.devices.length ?? 0;
  useEffect(() => setCode(null), [known]);
  useEffect(() => {
    const timer = code && setTimeout(() => setCode(null), code.seconds * 1000);
    return () => clearTimeout(timer ?? undefined);
  }, [code]);
  const close = () => (areDevicesOpen.value = false);
  return (
    <dialog ref={dialog} aria-labelledby="devices-title" onClose={close}>
      <h2 id="devices-title">{word('devices.title')}</h2>
      {lan === undefined ? <p role="status">{word('devices.unknown')}</p> : lan === null ? <p>{word('devices.off')}</p> : (
        <>
          {code && <Shown code={code} address={lan.address} fingerprint={lan.fingerprint} />}
          <div class="buttons">
            <button class={code ? '' : 'main'} onClick={async () => setCode((await newCode()) ?? null)}>{word(code ? 'devices.again' : 'devices.show')}</button>
          </div>
          {known === 0 ? <p>{word('devices.none')}</p> : (
            <ul class="tasks">{lan.devices.map((one) => <Row key={one.id} device={one} onRemove={async () => { await revoke(one.id); await look(); }} />)}</ul>
          )}
        </>
      )}
      <div class="buttons"><button onClick={() => dialog.current?.close()}>{word('settings.close')}</button></div>
    </dialog>
  );
}

function Row({ device, onRemove }: { device: Device; onRemove: () => void }) {
  const since = new Date(device.joined).toLocaleDateString(tagOf(settings.value.language));
  return (
    <li>
      <span>{word('devices.joined', { name: device.name, date: since })} {device.here && word('devices.here')}</span>
      <button onClick={onRemove}>{word('devices.remove', { name: device.name })}</button>
    </li>
  );
}

function Shown({ code, address, fingerprint }: { code: Code; address: string; fingerprint: string }) {
  return (
    <div class="columns">
      <Square text={code.link} />
      <div>
        <p>{word('devices.scan', { address })}</p>
        <p class="count" lang="zxx" data-code={code.code}>{grouped(code.code, 5)}</p>
        <p class="small">{word('devices.once')}</p>
        <p class="small">{word('devices.warning')} <code lang="zxx">{grouped(fingerprint, 4)}</code></p>
      </div>
    </div>
  );
}

/** A text as a QR code (ISO/IEC 18004), dark on light with the light margin that cameras want. */
function Square({ text }: { text: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg class="square" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={word('devices.picture')} shape-rendering="crispEdges" data-link={text}>
      <rect width={size} height={size} fill="#fff" />
      <path d={dark} fill="#000" />
    </svg>
  );
}
