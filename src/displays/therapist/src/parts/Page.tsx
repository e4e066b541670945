import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { refusal, word } from '../clinic';
import type { Refusal } from '../hub/hub';

/** A page's title, where the keyboard begins. */
export function Title({ children }: { children: ComponentChildren }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  return <h1 ref={title} tabIndex={-1}>{children}</h1>;
}

/** While something is asked for, or when it did not come. */
export function Waiting({ why }: { why: Refusal | null }) {
  return why === null ? <p class="quiet">{word('waiting')}</p> : <p class="fault">{refusal(why)}</p>;
}
