import { pseudoOf, type Language } from '../../../languages';
import de from './de.json';
import en from './en.json';
import nb from './nb.json';

export { fill, offered, preferred, tagOf, type Language } from '../../../languages';

export type WordKey = keyof typeof en;
export type Words = Readonly<Record<WordKey, string>>;

export const pseudo: Words = pseudoOf(en);
export const languages: Readonly<Record<Language, Words>> = { en, nb, de, pseudo };
