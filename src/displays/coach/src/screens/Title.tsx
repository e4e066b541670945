import { useEffect, useRef } from 'preact/hooks';

/** A title, and where the keyboard begins on a new screen. */
export function Title({ text }: { text: string }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  return <h1 ref={title} tabIndex={-1}>{text}</h1>;
}
