import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { kinds } from '../src/hub/hub';
import { exercises } from '../src/hub/shapes';
import { fill, languages, preferred, pseudo, type WordKey } from '../src/words/words';

const english = languages.en;
const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

describe.each(['nb', 'de', 'pseudo'] as const)('%s', (language) => {
  test('has every word, with the same places to fill', () => {
    const words = languages[language];
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    for (const key of Object.keys(english) as WordKey[]) {
      expect(words[key].trim(), key).not.toBe('');
      expect(places(words[key]), key).toEqual(places(english[key]));
    }
  });
});

test('nobody is judged', () => {
  const forbidden = /(?<!\p{L})(good|correct|wrong|perfect|positive|negative|gut|richtig|falsch|positiv|negativ|bra|riktig|feil|positivt)(?!\p{L})/iu;
  for (const language of ['en', 'nb', 'de'] as const) {
    expect(Object.entries(languages[language]).filter(([key, text]) => !key.startsWith('proposal.why') && forbidden.test(text))).toEqual([]);
  }
});

test('exercises and verdicts are called as on the patient\'s display', () => {
  for (const language of ['en', 'nb', 'de'] as const) {
    const coach = JSON.parse(readFileSync(new URL(`../../coach/src/words/${language}.json`, import.meta.url), 'utf8')) as Record<string, string>;
    for (const exercise of exercises) {
      expect(languages[language][`exercise.${exercise}`]).toBe(coach[`exercise.${exercise}`]);
    }

    expect([languages[language]['lean.level'], languages[language]['lean.warn'], languages[language]['lean.alert'], languages[language]['lean.unjudged']])
      .toEqual([coach['beam.level'], coach['beam.warn'], coach['beam.drop'], coach['beam.unjudged']]);
  }
});

/** Codes of the messages' schemas that may reach a therapist, each with words of its own. */
test('every code of the messages has words', () => {
  const schema = (name: string) => JSON.parse(readFileSync(new URL(`../../../../docs/messages/${name}.schema.json`, import.meta.url), 'utf8'));
  const defs = schema('envelope').$defs;
  const codes: readonly (readonly [string, readonly (string | null)[]])[] = [
    ['step', defs.step.enum], ['step.pause', defs.pause.enum], ['support', defs.support.enum], ['not-judged', [...defs.notJudged.enum, ...schema('withdrawn').properties.reason.enum]],
    ['verdict', defs.verdict.enum], ['sound', defs.sound.enum], ['end', schema('session').properties.reason.enum], ['refused', schema('reply').properties.refusal.enum],
    ['check.why', schema('calibration').properties.reason.enum], ['check', schema('calibration').properties.kind.enum],
    ['proposal', schema('session').properties.proposals.items.properties.proposal.enum], ['proposal.why', schema('session').properties.proposals.items.properties.reason.enum],
  ];
  const missing = codes.flatMap(([kind, all]) => all.filter((code) => code !== null).map((code) => (kind === 'step.pause' ? `step.pause-${code}` : `${kind}.${code}`)))
    .filter((key) => !Object.hasOwn(english, key));
  expect(missing).toEqual([]);
});

test('every entry of the trail that the hub can make has words', () => {
  const hub = sourcesIn(new URL('../../../PelvicFeedback.Hub/', import.meta.url), /\.cs$/);
  const done = [...hub.matchAll(/\.Tell\(\s*[\w.()]*[Ss]ite[\w.()]*,([^;]*?)(?:;|\)\))/g)].flatMap(([, rest]) => {
    const words = [...rest!.matchAll(/(?<![:$] ?)"([a-z]+(?:-[a-z]+)*)"/g)].map(([, what]) => what!);
    return words.filter((what) => what.includes('-') || what.endsWith('ed'));
  }).map((what) => `done.${what}`);
  expect(new Set(done).size).toBeGreaterThan(15);
  expect(done.filter((key) => !Object.hasOwn(english, key))).toEqual([]);
});

/** The hub's own description of its API says which codes a text can be: where the page has words for each, and where it needs none. */
const api = JSON.parse(readFileSync(new URL('../../../../docs/hub-openapi.json', import.meta.url), 'utf8'));
const standing = { active: null, revoked: 'card.revoked' } as const;
const wordsOf: Readonly<Record<string, string | Readonly<Record<string, string | null>> | null>> = {
  'Health.link': null, 'HomesAnswer.state': 'band', 'HomesAnswer.reason': 'refused', 'HomesPlan.state': 'plan.home', 'HomesPlan.reason': 'refused',
  'PlanError.code': 'fault', 'BandPreview.why': 'band.why', 'OpenAlarm.kind': 'alarm', 'OpenAlarm.priority': 'priority', 'PatientView.standing': standing, 'WallCard.standing': standing,
};

test('every code that the hub answers with has words', () => {
  const found = Object.entries<{ properties?: Record<string, { enum?: (string | null)[] }> }>(api.components.schemas)
    .flatMap(([name, { properties = {} }]) => Object.entries(properties).flatMap(([field, one]) => (one.enum ? [[`${name}.${field}`, one.enum] as const] : [])));
  expect(found.map(([field]) => field).sort()).toEqual(Object.keys(wordsOf).sort());
  const missing = found.flatMap(([field, codes]) => codes.filter((code) => code !== null).map((code) => {
    const words = wordsOf[field];
    return words === null || words === undefined ? null : typeof words === 'string' ? `${words}.${code}` : Object.hasOwn(words, code) ? words[code]! : `${field} ${code}`;
  })).filter((key) => key !== null && !Object.hasOwn(english, key));
  expect(missing).toEqual([]);
});

test('every way in which the hub refuses something is a kind of refusal', () => {
  const statuses = Object.entries<Record<string, { responses: Record<string, unknown> }>>(api.paths).filter(([path]) => path.startsWith('/api/'))
    .flatMap(([, operations]) => Object.values(operations).flatMap(({ responses }) => Object.keys(responses))).map(Number).filter((status) => status >= 400);
  expect([...new Set(statuses)].filter((status) => !Object.hasOwn(kinds, status))).toEqual([]);
});

test('every word is used', () => {
  const sources = sourcesIn(new URL('../src/', import.meta.url), /\.tsx?$/);
  const asked = new Set([...sources.matchAll(/'([a-z-]+(?:\.[A-Za-z-]+)*)'/g)].map(([, key]) => key));
  const begun = [...sources.matchAll(/`([a-z.-]+\.)\$\{/g)].map(([, start]) => start!);
  const coded = [...sources.matchAll(/coded\('([a-z.-]+)'/g)].map(([, kind]) => `${kind}.`);
  const unused = Object.keys(english).filter((key) => key !== 'language' && !asked.has(key) && ![...begun, ...coded].some((start) => key.startsWith(start)));
  expect(unused).toEqual([]);
});

test('nothing that came from elsewhere is put into the page as markup', () => {
  expect(sourcesIn(new URL('../src/', import.meta.url), /\.tsx?$/)).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|javascript:/);
});

test('the language is the first of the person\'s own that there is', () => {
  expect(preferred(['nn-NO', 'en'])).toBe('nb');
  expect(preferred(['fr', 'de-CH'])).toBe('de');
  expect(preferred(['fr'])).toBe('en');
});

test('places are filled, unknown ones stay', () => expect(fill('{a} of {b}', { a: 1 })).toBe('1 of {b}'));

test('pseudo words are longer and keep their places', () => {
  expect(pseudo['card.set']).toContain('{sets}');
  expect(pseudo.cancel.length).toBeGreaterThan(english.cancel.length);
});

function sourcesIn(folder: URL, name: RegExp): string {
  return readdirSync(folder, { withFileTypes: true }).map((entry) =>
    entry.isDirectory() && !['bin', 'obj'].includes(entry.name) ? sourcesIn(new URL(`${entry.name}/`, folder), name)
      : name.test(entry.name) ? readFileSync(new URL(entry.name, folder), 'utf8') : '').join('\n');
}
