import { defineConfig } from 'vitest/config';
import { page } from '../page.mts';

export default defineConfig(page('coach'));
