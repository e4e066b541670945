import { signal } from '@preact/signals';

/** Other devices in the home: how this machine's own page lets them in, and how a device asks. docs/lan.md says what is behind it. */

/** A device that was let in. */
export interface Device {
  readonly id: string;
  readonly name: string;
  readonly joined: string;
  /** Whether it shows the display now. */
  readonly here: boolean;
}

export interface Lan {
  readonly address: string;
  /** SHA-256 of the certificate that a device has to be shown; 64 hexadecimal digits. */
  readonly fingerprint: string;
  readonly devices: readonly Device[];
}

/** What lets one device in. */
export interface Code {
  readonly code: string;
  /** For the device's camera: address, code and fingerprint. */
  readonly link: string;
  readonly seconds: number;
}

/** A page that came over TLS is on another device: this machine's own page is served without. */
export const isOnDevice = (): boolean => location.protocol === 'https:';

export const areDevicesOpen = signal(false);

/** What a link's part behind the # brings along: the code, and the fingerprint that the device should have seen. */
export interface Invitation {
  readonly code: string;
  readonly fingerprint: string;
}

export function invitationIn(hash: string): Invitation | null {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const code = parts.get('join');
  return code === null ? null : { code: code.slice(0, 20), fingerprint: /^[0-9A-F]{64}$/.test(parts.get('cert') ?? '') ? parts.get('cert')! : '' };
}

/** The invitation with which this page was opened; read once, and then no longer in the address. */
export function takeInvitation(): Invitation | null {
  const found = invitationIn(location.hash);
  if (found !== null) {
    history.replaceState(null, '', location.pathname + location.search);
  }

  return found;
}

/** A fingerprint or a code in groups that an eye can compare. */
export const grouped = (text: string, length: number): string => text.match(new RegExp(`.{1,${length}}`, 'g'))?.join(' ') ?? '';

/** Why a device was not let in. */
export type Refusal = 'gone' | 'wait' | 'full' | 'failed';

const refusals: Readonly<Record<number, Refusal>> = { 410: 'gone', 429: 'wait', 409: 'full' };

/** Asks to be let in. Null when it was: from now on this browser has a key, which no page can read. */
export async function join(code: string, name: string): Promise<Refusal | null> {
  try {
    const answer = await post('/lan/join', JSON.stringify({ code, name }));
    return answer.ok ? null : refusals[answer.status] ?? 'failed';
  } catch {
    return 'failed';
  }
}

/** Who is in; null where only this machine is served, and undefined where that was not to be learned. */
export async function others(): Promise<Lan | null | undefined> {
  try {
    return (await (await fetch('/lan', { signal: patience() })).json()) as Lan | null;
  } catch {
    return undefined;
  }
}

/** A new code; the one before is void. Undefined where there is none. */
export async function newCode(): Promise<Code | undefined> {
  try {
    const answer = await post('/lan/code');
    return answer.ok ? ((await answer.json()) as Code) : undefined;
  } catch {
    return undefined;
  }
}

/** Shows a device the door, at once. */
export async function revoke(id: string): Promise<void> {
  try {
    await post(`/lan/revoke?device=${encodeURIComponent(id)}`);
  } catch {
    // It is still in the list then.
  }
}

/** In a browser that can, the page becomes something to start like a program. What it is told is kept nowhere. */
export function beInstallable(): void {
  const manifest = document.createElement('link');
  [manifest.rel, manifest.href] = ['manifest', './app.webmanifest'];
  document.head.append(manifest);
  navigator.serviceWorker?.register('./installed.js').catch(() => {
    // A browser that was told to go on in spite of the certificate installs nothing; everything else works.
  });
}

const patience = (): AbortSignal => AbortSignal.timeout(5000);

const post = (path: string, body: string | null = null): Promise<Response> =>
  fetch(path, { method: 'POST', signal: patience(), ...(body === null ? {} : { body, headers: { 'Content-Type': 'application/json' } }) });
