import { render } from 'preact';
import { start } from './coach';
import { beInstallable, isOnDevice } from './lan/lan';
import { App } from './screens/App';

if (isOnDevice()) {
  beInstallable();
}

start();
render(<App />, document.getElementById('coach')!);
