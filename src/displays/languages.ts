/** What the pages' words have in common: which languages there are, which is a person's own, and how places in a text are filled. */
export type Language = 'en' | 'nb' | 'de' | 'pseudo';

/** The languages offered; `pseudo` is for tests, and reached by the address only. */
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

/** Made of the English words, longer and with accents: what shows plain English on a page was not looked up. */
export const pseudoOf = <Key extends string>(english: Readonly<Record<Key, string>>): Readonly<Record<Key, string>> =>
  Object.fromEntries(Object.entries<string>(english).map(([key, text]) => [key, stretched(text)])) as Record<Key, string>;

function stretched(text: string): string {
  const marked = text.replace(/\{\w+\}|[aeiouAEIOU]/g, (found) => (found.startsWith('{') ? found : found + '\u0301'));
  return text.includes('|') ? marked.split('|').map((part) => `[${part}~]`).join('|') : `[${marked}${'~'.repeat(Math.ceil(text.length / 4))}]`;
}
