import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
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

test('every alarm and every entry of the trail that the hub can make has words', () => {
  const hub = sourcesIn(new URL('../../../PelvicFeedback.Hub/', import.meta.url), /\.cs$/);
  const kinds = [...hub.match(/public enum AlarmKind\s*\{([\s\S]*?)\n\}/)![1]!.matchAll(/^\s+([A-Z]\w+),/gm)].map(([, name]) => `alarm.${name!.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase()}`);
  const done = [...hub.matchAll(/\.Tell\([^;]*?who\.Name\(\), "([a-z-]+)"/g)].map(([, what]) => `done.${what}`);
  expect(kinds.length).toBeGreaterThan(7);
  expect(done.length).toBeGreaterThan(3);
  expect([...kinds, ...done].filter((key) => !Object.hasOwn(english, key))).toEqual([]);
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
