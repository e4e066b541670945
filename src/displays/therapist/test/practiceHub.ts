import type { Plugin } from 'vite';
export const practiceHub = (): Plugin => ({ name: 'practice-hub' });
