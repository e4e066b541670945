import { useEffect, useState } from 'preact/hooks';

/** Seconds until then, counted on the page's own clock; null for no end. */
export function useSecondsUntil(dueAt: number | null): number | null {
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return dueAt === null ? null : Math.max(0, Math.ceil((dueAt - now) / 1000));
}
