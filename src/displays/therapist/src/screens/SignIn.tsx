import { useEffect, useState } from 'preact/hooks';
import { askWho, refusal, say, word } from '../clinic';
import { hub } from '../hub/hub';
import { Title } from '../parts/Page';
import { Languages } from './App';

/** Signing in, by a password or through the clinic's own provider where the hub has one. */
export function SignIn() {
  const [fault, setFault] = useState(location.hash === '#sign-in-refused' ? word('sign-in.unknown') : '');
  const [provider, setProvider] = useState<string | null>(null);
  useEffect(() => void hub.methods().then((answer) => answer.ok && setProvider(answer.value?.openId?.name ?? null)), []);
  const go = async (form: HTMLFormElement) => {
    const fields = new FormData(form);
    const answer = await hub.signIn(String(fields.get('name')), String(fields.get('password')));
    if (answer.ok) {
      setFault('');
      await askWho();
    } else {
      setFault(answer.why.kind === 'signed-out' ? word('sign-in.refused') : refusal(answer.why));
    }
  };
  return (
    <main class="narrow">
      <Title>{word('sign-in.title')}</Title>
      <form class="sheet" onSubmit={(event) => { event.preventDefault(); void go(event.currentTarget); }}>
        <label>{word('sign-in.name')} <input name="name" autocomplete="username" autocapitalize="none" spellcheck={false} required maxLength={40} /></label>
        <label>{word('sign-in.password')} <input name="password" type="password" autocomplete="current-password" required maxLength={200} /></label>
        {fault && <p class="fault" role="alert">{fault}</p>}
        <div class="buttons"><button class="main">{word('sign-in.go')}</button></div>
        {provider !== null && <p class="or"><a class="button" href="/api/sign-in/open-id">{word('sign-in.open-id', { name: provider })}</a></p>}
      </form>
      <p class="quiet">{word('not-a-device')}</p>
      <Languages />
    </main>
  );
}

/** Another password: at the first sign-in that of the paper, later one's own. Every other sign-in ends with it. */
export function Password({ isFirst = false }: { isFirst?: boolean }) {
  const [fault, setFault] = useState('');
  const go = async (form: HTMLFormElement) => {
    const fields = new FormData(form);
    const [old, chosen, again] = ['old', 'chosen', 'again'].map((name) => String(fields.get(name)));
    if (chosen !== again) {
      setFault(word('password.differ'));
      return;
    }

    const answer = await hub.changePassword(old!, chosen!);
    if (answer.ok) {
      setFault('');
      form.reset();
      await askWho();
      say(word('password.changed'));
    } else {
      setFault(answer.why.kind === 'invalid' ? word('password.refused') : refusal(answer.why));
    }
  };
  return (
    <main class="narrow">
      <Title>{word(isFirst ? 'password.first' : 'password.title')}</Title>
      <form class="sheet" onSubmit={(event) => { event.preventDefault(); void go(event.currentTarget); }}>
        <label>{word('password.old')} <input name="old" type="password" autocomplete="current-password" required maxLength={200} /></label>
        <label>{word('password.chosen')} <input name="chosen" type="password" autocomplete="new-password" required minLength={12} maxLength={200} aria-describedby="how-long" /></label>
        <p id="how-long" class="quiet">{word('password.long')}</p>
        <label>{word('password.again')} <input name="again" type="password" autocomplete="new-password" required maxLength={200} /></label>
        {fault && <p class="fault" role="alert">{fault}</p>}
        <div class="buttons"><button class="main">{word('password.go')}</button></div>
      </form>
    </main>
  );
}
