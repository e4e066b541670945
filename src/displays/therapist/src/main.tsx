import { render } from 'preact';
import { start } from './clinic';
import { App } from './screens/App';

start();
render(<App />, document.getElementById('clinic')!);
