import { coded } from '../clinic';
import type { FieldError } from '../hub/hub';

/** In the language chosen where there are words for it; what the hub says itself names what somebody has to do elsewhere. */
export const Fault = ({ error: { code, message } }: { error: FieldError }) => (
  <>{code !== undefined && coded('fault', code) !== code && <>{coded('fault', code)} </>}{(code === undefined || coded('fault', code) === code || saysMore.has(code)) && <span lang="en">{message}</span>}</>
);

/** Codes whose sentence is needed as well: it names users and files. */
const saysMore = new Set(['no-login']);

/** What the hub says is wrong, field by field. */
export const Faults = ({ errors }: { errors: readonly FieldError[] }) => (
  <ul>{errors.map((error) => <li key={error.path + error.code}><code lang="zxx">{error.path}</code> <Fault error={error} /></li>)}</ul>
);
