import { useEffect, useState } from 'preact/hooks';
import type { Answer, Refusal } from '../hub/hub';

/** Something that is asked for once a page, and again when it was changed. What comes after another page was opened is dropped. */
export function useLoad<T>(ask: () => Promise<Answer<T>>, about: string): { value: T | null; why: Refusal | null; set: (value: T) => void; again: () => void } {
  const [state, setState] = useState<{ about: string; value: T | null; why: Refusal | null }>({ about, value: null, why: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    void ask().then((answer) => {
      if (isCurrent) {
        setState(answer.ok ? { about, value: answer.value, why: null } : { about, value: null, why: answer.why });
      }
    });
    return () => {
      isCurrent = false;
    };
  }, [about, turn]);
  const isOld = state.about !== about;
  return {
    value: isOld ? null : state.value, why: isOld ? null : state.why,
    set: (value) => setState({ about, value, why: null }), again: () => setTurn((before) => before + 1),
  };
}
