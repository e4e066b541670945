/** Where somebody is in the pages: the part of the address after `#`, so that the hub has one document alone. */
export type Route =
  | { readonly page: 'wall' | 'alerts' | 'trail' | 'accounts' | 'password' }
  | { readonly page: 'live' | 'plan' | 'reports' | 'home'; readonly patient: string }
  | { readonly page: 'report'; readonly patient: string; readonly session: string };

const alone = ['alerts', 'trail', 'accounts', 'password'] as const;

/** What an address asks for; the wall for what is none. */
export function routeOf(hash: string): Route {
  const [first, patient, part, session] = hash.replace(/^#\/?/, '').split('/').map(decoded);
  const found = alone.find((page) => page === first);
  if (found) {
    return { page: found };
  }

  if (first !== 'patient' || !patient) {
    return { page: 'wall' };
  }

  return part === 'reports' && session ? { page: 'report', patient, session }
    : part === 'plan' || part === 'reports' || part === 'home' ? { page: part, patient }
    : { page: 'live', patient };
}

export function addressOf(route: Route): string {
  switch (route.page) {
    case 'live':
      return `#/patient/${encodeURIComponent(route.patient)}`;
    case 'plan':
    case 'reports':
    case 'home':
      return `#/patient/${encodeURIComponent(route.patient)}/${route.page}`;
    case 'report':
      return `#/patient/${encodeURIComponent(route.patient)}/reports/${encodeURIComponent(route.session)}`;
    default:
      return `#/${route.page}`;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
