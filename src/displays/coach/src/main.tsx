import { render } from 'preact';
import { start } from './coach';
import { App } from './screens/App';

start();
render(<App />, document.getElementById('coach')!);
