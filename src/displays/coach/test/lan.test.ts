import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { grouped, invitationIn, join, newCode, others } from '../src/lan/lan';

const fingerprint = 'AB12'.repeat(16);

test('a link brings the code along, and the fingerprint where it is one', () => {
  expect(invitationIn(`#join=7ZK4M0R40M&cert=${fingerprint}`)).toEqual({ code: '7ZK4M0R40M', fingerprint });
  expect(invitationIn('#join=7ZK4M0R40M&cert=<b>')).toEqual({ code: '7ZK4M0R40M', fingerprint: '' });
  expect(invitationIn('#join=' + 'x'.repeat(99))?.code.length).toBe(20);
  expect(invitationIn('#other=1')).toBeNull();
  expect(invitationIn('')).toBeNull();
});

test('what an eye has to compare is in groups', () => {
  expect(grouped('7ZK4M0R40M', 5)).toBe('7ZK4M 0R40M');
  expect(grouped('', 5)).toBe('');
});

describe('asking', () => {
  let status = 200;
  beforeEach(() => vi.stubGlobal('fetch', vi.fn(async () => new Response('{}', { status }))));
  afterEach(() => void vi.unstubAllGlobals());

  test.each([[200, null], [410, 'gone'], [429, 'wait'], [409, 'full'], [500, 'failed'], [403, 'failed']] as const)('%i says %s', async (answer, refusal) => {
    status = answer;
    expect(await join('7ZK4M0R40M', 'TV')).toBe(refusal);
  });

  test('nobody there is said, not thrown', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('gone'))));
    expect([await join('x', 'TV'), await newCode(), await others()]).toEqual(['failed', undefined, undefined]);
  });
});

test('what is installed answers nothing and keeps nothing', () => {
  const installed = readFileSync(new URL('../public/installed.js', import.meta.url), 'utf8');
  expect(installed).not.toMatch(/'fetch'|caches|indexedDB|importScripts/);
});
