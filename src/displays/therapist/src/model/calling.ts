/** Which alarms were called out, and when for the last time; ms of the page's own clock. */
export interface Calling {
  readonly called: ReadonlySet<string>;
  readonly at: number;
}

export const notCalled: Calling = { called: new Set(), at: -Infinity };

/** As long as one waits it is called again; ms. */
export const calledAgainAfter = 20_000;

/** Whether there is something to call out now: an alarm of high priority that nobody took or put off, when it comes, and again while it waits. Nothing else ever is. */
export function callOf(before: Calling, waitingHigh: readonly string[], now: number): { readonly calling: Calling; readonly isDue: boolean } {
  const isDue = waitingHigh.length > 0 && (waitingHigh.some((alarm) => !before.called.has(alarm)) || now - before.at >= calledAgainAfter);
  return { calling: { called: new Set(waitingHigh), at: isDue ? now : before.at }, isDue };
}
