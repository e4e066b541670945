/** What was read and put aside on this screen, so that it does not come back when the page is opened anew. */

const place = 'pelvicfeedback.coach.read';
const most = 20;

/** What was put aside before; nothing where that cannot be read. */
export function readBefore(): ReadonlySet<string> {
  try {
    const names: unknown = JSON.parse(localStorage.getItem(place) ?? '[]');
    return new Set(Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []);
  } catch {
    return new Set();
  }
}

export function keepRead(names: ReadonlySet<string>): void {
  try {
    localStorage.setItem(place, JSON.stringify([...names].slice(-most)));
  } catch {
    // A browser that keeps nothing shows it once more.
  }
}
