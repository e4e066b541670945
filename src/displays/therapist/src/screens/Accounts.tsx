import { useState } from 'preact/hooks';
import { may, refusal, word } from '../clinic';
import { hub } from '../hub/hub';
import type { Role } from '../hub/shapes';
import { Title, Waiting } from '../parts/Page';
import { useLoad } from '../parts/load';

const roles: readonly Role[] = ['therapist', 'administrator'];

/** Who may sign in. A new account's password is shown once. */
export function Accounts() {
  const { value, why, again } = useLoad(hub.accounts, 'accounts');
  const [made, setMade] = useState<{ name: string; password: string } | null>(null);
  const [fault, setFault] = useState('');
  const add = async (form: HTMLFormElement) => {
    const fields = new FormData(form);
    const answer = await hub.addAccount(String(fields.get('name')), roles.filter((role) => fields.has(role)));
    if (answer.ok) {
      setMade(answer.value);
      setFault('');
      form.reset();
      again();
    } else {
      setMade(null);
      setFault(answer.why.kind === 'stale' ? word('accounts.taken') : answer.why.kind === 'invalid' ? word('accounts.invalid') : refusal(answer.why));
    }
  };
  if (!may('administrator')) {
    return <main class="page"><Title>{word('app.title')}</Title><p>{word('refusal.forbidden')}</p></main>;
  }

  return (
    <main class="page">
      <Title>{word('accounts.title')}</Title>
      {value === null ? <Waiting why={why} /> : (
        <table class="dense">
          <thead><tr><th scope="col">{word('accounts.name')}</th><th scope="col">{word('accounts.roles')}</th></tr></thead>
          <tbody>{value.map((account) => <tr key={account.name}><th scope="row"><bdi lang="zxx">{account.name}</bdi></th><td>{account.roles.map((role) => word(`role.${role}`)).join(', ')}</td></tr>)}</tbody>
        </table>
      )}
      <form class="sheet" onSubmit={(event) => { event.preventDefault(); void add(event.currentTarget); }}>
        <h2>{word('accounts.add')}</h2>
        <label>{word('accounts.name')} <input name="name" required minLength={2} maxLength={40} pattern="[A-Za-z0-9.@_\-]+" autocomplete="off" autocapitalize="none" spellcheck={false} /></label>
        <fieldset class="choices"><legend>{word('accounts.roles')}</legend>
          {roles.map((role) => <label key={role}><input type="checkbox" name={role} defaultChecked={role === 'therapist'} /> {word(`role.${role}`)}</label>)}
        </fieldset>
        {fault && <p class="fault" role="alert">{fault}</p>}
        {made && <p class="once" role="status">{word('accounts.once')} <b lang="zxx">{made.name}</b> <code lang="zxx" data-password>{made.password}</code></p>}
        <div class="buttons"><button class="main">{word('accounts.go')}</button></div>
      </form>
    </main>
  );
}
