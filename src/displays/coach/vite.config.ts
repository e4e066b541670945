import { defineConfig } from 'vitest/config';
import { page } from '../page.ts';

export default defineConfig(page('coach'));
