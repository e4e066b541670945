import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fill, languages, preferred, pseudo, type WordKey } from '../src/words/words';

const english = languages.en;
const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

describe.each(['nb', 'de', 'pseudo'] as const)('%s', (language) => {
  test('has every word, with the same places to fill and the same lines', () => {
    const words = languages[language];
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    for (const key of Object.keys(english) as WordKey[]) {
      expect(words[key].trim(), key).not.toBe('');
      expect(places(words[key]), key).toEqual(places(english[key]));
      expect(words[key].split('|').length, key).toBe(english[key].split('|').length);
    }
  });
});

test('nobody is judged, and no degrees are shown', () => {
  const forbidden = /(?<!\p{L})(good|correct|wrong|perfect|positive|negative|gut|richtig|falsch|positiv|negativ|bra|riktig|feil|positivt)(?!\p{L})|°/iu;
  const aboutTheirHealth = ['question.all-right', 'paused.down'];
  for (const language of ['en', 'nb', 'de'] as const) {
    expect(Object.entries(languages[language]).filter(([key, text]) => !aboutTheirHealth.includes(key) && forbidden.test(text))).toEqual([]);
  }
});

test('a cue is four words at most', () => {
  for (const language of ['en', 'nb', 'de'] as const) {
    for (const [key, text] of Object.entries(languages[language]).filter(([name]) => name.startsWith('cue.'))) {
      expect(text.split(' ').length, key).toBeLessThanOrEqual(4);
    }
  }
});

test('whoever stops is told that no help comes by itself', () => {
  for (const language of ['en', 'nb', 'de'] as const) {
    for (const key of ['stop.call', 'notice.emergency.text'] as const) {
      expect(languages[language][key]).toMatch(/112/);
      expect(languages[language][key]).toMatch(/does not call help|tilkaller ikke hjelp|ruft keine Hilfe/);
    }
  }
});

test('every word is used, and no other is asked for', () => {
  const sources = sourcesIn(new URL('../src/', import.meta.url));
  const asked = new Set([...sources.matchAll(/'([a-z-]+(?:\.[A-Za-z-]+)+)'/g)].map(([, key]) => key));
  const begun = [...sources.matchAll(/`([a-z.-]+\.)\$\{/g)].map(([, start]) => start!).concat([...sources.matchAll(/`([a-z.]+(?:lower|work)-)\$\{/g)].map(([, start]) => start!));
  const ends = ['.title', '.text', '.again'];
  const own = ['language'];
  const unused = Object.keys(english).filter((key) =>
    !own.includes(key) && !asked.has(key) && !begun.some((start) => key.startsWith(start)) && !ends.some((end) => key.endsWith(end)) && !new RegExp(`'${key}'`).test(sources));
  expect(unused).toEqual([]);
});

test('the language is the first of the person\'s own that there is', () => {
  expect(preferred(['nn-NO', 'en'])).toBe('nb');
  expect(preferred(['fr', 'de-CH'])).toBe('de');
  expect(preferred(['fr'])).toBe('en');
});

test('places are filled, unknown ones stay', () => expect(fill('{a} of {b}', { a: 1 })).toBe('1 of {b}'));

test('pseudo words are longer and keep their places', () => {
  expect(pseudo['live.count']).toContain('{done}');
  expect(pseudo.stop.length).toBeGreaterThan(english.stop.length);
});

function sourcesIn(folder: URL): string {
  return readdirSync(folder, { withFileTypes: true }).map((entry) =>
    entry.isDirectory() ? sourcesIn(new URL(`${entry.name}/`, folder))
      : /\.tsx?$/.test(entry.name) ? readFileSync(new URL(entry.name, folder), 'utf8') : '').join('\n');
}
