import type { AlarmRate, BandAnswer, BandPreview, Card, KeptPlan, Me, Patient, Plan, Report, Role, Trail } from './shapes';

/** What came of asking the hub: what was asked for, or why not. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: Refusal };

export interface Refusal {
  /** `signed-out`, `first-password` (one's own is to be chosen first), `forbidden`, `gone`, `stale` (somebody else was first), `invalid`, `busy`, or `away`: no answer. */
  readonly kind: 'signed-out' | 'first-password' | 'forbidden' | 'gone' | 'stale' | 'invalid' | 'busy' | 'away';
  /** What the hub says is wrong with what was sent, field by field. */
  readonly errors: readonly FieldError[];
}

export interface FieldError {
  readonly path: string;
  readonly message: string;
  readonly code?: string;
}

/** What somebody else has to do, where the hub cannot: its own sentence, which names user and broker. */
export interface LeftToDo {
  readonly left: string;
}

/** How long an answer is waited for; the hub itself waits 10 s for a home. ms. */
const patience = 15_000;

/** What a status that is no success means to somebody at the page. */
export const kinds: Readonly<Record<number, Refusal['kind']>> = {
  400: 'invalid', 401: 'signed-out', 403: 'forbidden', 404: 'gone', 409: 'stale', 410: 'gone', 413: 'invalid', 422: 'invalid', 429: 'busy', 503: 'busy',
};

let token: string | null = null;

/** Told when the hub does not know us any more, or wants another password first. */
export const onSignedOut: { tell: () => void } = { tell: () => undefined };
export const onFirstPassword: { tell: () => void } = { tell: () => undefined };

const path = (patient: string, rest = ''): string => `/api/patients/${encodeURIComponent(patient)}${rest}`;

export const hub = {
  me: () => ask<Me>('GET', '/api/me'),
  methods: () => ask<{ readonly openId: { readonly name: string } | null }>('GET', '/api/sign-in/methods'),
  health: (limit: number) => ask<{ readonly link: string; readonly certificateEnds?: string }>('GET', '/api/health', undefined, limit),
  signIn: (name: string, password: string) => renewed(() => ask<null>('POST', '/api/sign-in', { name, password })),
  signOut: () => renewed(() => ask<null>('POST', '/api/sign-out')),
  changePassword: (old: string, chosen: string) => renewed(() => ask<null>('POST', '/api/password', { old, chosen })),
  wall: () => ask<readonly Card[]>('GET', '/api/wall'),
  takeAlarm: (patient: string, alarm: string, reason: string, snoozeMinutes: number | null) =>
    ask<null>('POST', '/api/alarms', { patient, alarm, reason, ...(snoozeMinutes === null ? {} : { snoozeMinutes }) }),
  addPatient: (name: string) => ask<{ readonly patient: string }>('POST', '/api/patients', { name }),
  patient: (patient: string) => ask<Patient>('GET', path(patient)),
  code: (patient: string) => ask<{ readonly code: string; readonly minutes: number }>('POST', path(patient, '/code')),
  revoke: (patient: string) => ask<LeftToDo | null>('POST', path(patient, '/revoke')),
  erase: (patient: string) => ask<LeftToDo | null>('DELETE', path(patient)),
  plan: (patient: string) => ask<KeptPlan>('GET', path(patient, '/plan')),
  savePlan: (patient: string, plan: Plan, basedOn: number) => ask<KeptPlan>('PUT', path(patient, '/plan'), { plan, basedOn }),
  decide: (patient: string, proposal: string, decision: 'accept' | 'decline', reason: string) =>
    ask<KeptPlan>('POST', path(patient, '/proposals'), { proposal, decision, reason }),
  previewBand: (patient: string, exercise: string, side: string, alertDeg: number) =>
    ask<BandPreview>('POST', path(patient, '/band/preview'), { exercise, side, alertDeg }),
  setBand: (patient: string, exercise: string, side: string, alertDeg: number, basedOn: number) =>
    ask<BandAnswer>('POST', path(patient, '/band'), { exercise, side, alertDeg, basedOn }),
  agree: (patient: string, sessions: number | null) => ask<null>('PUT', path(patient, '/weekly'), { sessions }),
  rate: () => ask<AlarmRate>('GET', '/api/alarms/rate'),
  report: (patient: string, session: string) => ask<Report>('GET', path(patient, `/sessions/${encodeURIComponent(session)}`)),
  accounts: () => ask<readonly { readonly name: string; readonly roles: readonly Role[] }[]>('GET', '/api/accounts'),
  addAccount: (name: string, roles: readonly Role[]) => ask<{ readonly name: string; readonly password: string }>('POST', '/api/accounts', { name, roles }),
  audit: () => ask<Trail>('GET', '/api/audit'),
};

/** Where a file is had: for links, which ask by themselves. */
export const exportOf = (patient: string, session: string, format: 'csv' | 'html' | 'fhir'): string =>
  path(patient, `/sessions/${encodeURIComponent(session)}/export?format=${format}`);
export const recordOf = (patient: string): string => path(patient, '/export');
export const liveOf = (patient: string): string => path(patient, '/live');

/** Who signs in or out is somebody else afterwards: the token of before is of no use. */
async function renewed<T>(act: () => Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await act();
  token = null;
  return answer;
}

async function ask<T>(method: string, address: string, body?: unknown, limit = patience): Promise<Answer<T>> {
  try {
    let response = await send(method, address, body, limit);
    if (response.status === 400 && method !== 'GET' && (await response.clone().text()).includes('antiforgery')) {
      token = null;
      response = await send(method, address, body, limit);
    }

    return await read<T>(response, address);
  } catch {
    return refused('away');
  }
}

async function send(method: string, address: string, body: unknown, limit: number): Promise<Response> {
  const signal = AbortSignal.timeout(limit);
  if (method === 'GET') {
    return fetch(address, { signal, cache: 'no-store' });
  }

  token ??= ((await (await fetch('/api/antiforgery', { signal, cache: 'no-store' })).json()) as { token: string }).token;
  return fetch(address, {
    method,
    signal,
    headers: { 'X-Antiforgery': token, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function read<T>(response: Response, address: string): Promise<Answer<T>> {
  if (response.ok) {
    const text = await response.text();
    return { ok: true, value: (text === '' ? null : JSON.parse(text)) as T };
  }

  if (response.status === 401 && address !== '/api/sign-in') {
    onSignedOut.tell();
  }

  if (response.status === 403 && (await response.clone().text()).includes('"first-password"')) {
    onFirstPassword.tell();
    return refused('first-password');
  }

  const errors = response.status === 422 ? ((await response.json()) as { errors?: FieldError[] }).errors ?? [] : [];
  return refused(kinds[response.status] ?? (response.status < 500 ? 'invalid' : 'away'), errors);
}

const refused = (kind: Refusal['kind'], errors: readonly FieldError[] = []): Answer<never> => ({ ok: false, why: { kind, errors } });
