import { useState } from 'preact/hooks';
import { again, settings, word } from '../coach';
import { grouped, join, takeInvitation, type Refusal } from '../lan/lan';
import { Title } from './Title';

const invitation = takeInvitation();

/** On a device that was not let in: asks for the code, which a scanned link brings along. Nothing happens before a press. */
export function Join() {
  const [code, setCode] = useState(invitation?.code ?? '');
  const [refused, setRefused] = useState<Refusal | null>(null);
  const ask = async (event: Event) => {
    event.preventDefault();
    const refusal = await join(code, word(`settings.screen.${settings.value.screen}`));
    setRefused(refusal);
    if (refusal === null) {
      again();
    }
  };
  return (
    <form onSubmit={ask}>
      <Title text={word('join.title')} />
      <p>{word('join.text')}</p>
      <p>
        <label>{word('join.code')}: <input type="text" value={code} autocomplete="off" autocapitalize="characters" spellcheck={false} maxLength={20}
          onInput={(event) => setCode(event.currentTarget.value)} /></label>
      </p>
      {refused !== null && <p class="notice" role="alert">{word(`join.${refused}`)}</p>}
      <div class="buttons"><button class="main" type="submit" disabled={code === ''}>{word('join.go')}</button></div>
      <p class="small">{word('join.warning')} {invitation?.fingerprint && <code lang="zxx">{grouped(invitation.fingerprint, 4)}</code>}</p>
    </form>
  );
}
