import de from './de.json';
import en from './en.json';
import nb from './nb.json';

export type WordKey = keyof typeof en;
export type Words = Readonly<Record<WordKey, string>>;
export type Language = 'en' | 'nb' | 'de' | 'pseudo';

/** Made of the English words, longer and with accents: what shows plain English on the page was not looked up. */
export const pseudo = Object.fromEntries(Object.entries(en).map(([key, text]) => [key, pseudoOf(text)])) as Words;

/** The languages offered; `pseudo` is for tests, and reached by the address only. */
export const languages: Readonly<Record<Language, Words>> = { en, nb, de, pseudo };
export const offered: readonly Language[] = ['en', 'nb', 'de'];

/** What a browser calls the language, for the page's own attribute and for the voice. */
export const tagOf = (language: Language): string => (language === 'pseudo' ? 'en-XA' : language);

/** The first language of a person's that there is; else English. */
export function preferred(wanted: readonly string[]): Language {
  for (const one of wanted) {
    const base = one.toLowerCase().split('-')[0];
    const found = base === 'no' || base === 'nn' ? 'nb' : offered.find((language) => language === base);
    if (found) {
      return found;
    }
  }

  return 'en';
}

/** Puts values in the places named in braces. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));

function pseudoOf(text: string): string {
  const marked = text.replace(/\{\w+\}|[aeiouAEIOU]/g, (found) => (found.startsWith('{') ? found : found + '\u0301'));
  return text.includes('|') ? marked.split('|').map((part) => `[${part}~]`).join('|') : `[${marked}${'~'.repeat(Math.ceil(text.length / 4))}]`;
}
