import { defineConfig } from 'vitest/config';
import { page } from '../page.mts';
import { practiceHub } from './test/practiceHub.ts';

export default defineConfig({ ...page('therapist'), plugins: [practiceHub()] });
