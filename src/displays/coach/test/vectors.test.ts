import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { payload, type Command } from '../src/messages/commands';
import { kindOf, read, readPlan } from '../src/messages/messages';
import { compiler } from '../src/messages/schema';

const folder = new URL('../../../../docs/messages/', import.meta.url);
const json = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
const schemas = readdirSync(folder).filter((file) => file.endsWith('.schema.json'));
const check = compiler(schemas.map((file) => json(file) as Record<string, unknown>));

interface Vector {
  readonly name: string;
  readonly valid: boolean;
  readonly payload: unknown;
}

// A JSON number is what JavaScript makes of it: how it was written is gone.
describe.each(schemas.filter((file) => file !== 'envelope.schema.json'))('%s', (file) => {
  const vectors = json(file.replace('.schema.', '.vectors.')) as Vector[];
  const holds = check(file);

  test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    expect(holds(vector.payload)).toBe(vector.valid);
    const kind = file.replace('.schema.json', '');
    if (kind === 'plan') {
      expect(readPlan(JSON.stringify(vector.payload)) !== null).toBe(vector.valid);
    } else if (kindOf(kind === 'alert' ? 'alert/tilt' : kind === 'reply' ? 'reply/coach/x' : kind) !== null) {
      expect(read(kindOf(kind === 'alert' ? 'alert/tilt' : kind === 'reply' ? 'reply/coach/x' : kind)!, JSON.stringify(vector.payload)) !== null).toBe(vector.valid);
    }
  });
});

describe('commands', () => {
  const commands: readonly Command[] = [
    { name: 'start-session' }, { name: 'next' }, { name: 'pause' }, { name: 'resume' }, { name: 'redo' }, { name: 'take-over' },
    { name: 'answer', question: 'pain-now', value: 3 }, { name: 'answer', question: 'unwell', value: false },
    { name: 'calibrate', kind: 'static' }, { name: 'start-exercise', exercise: 'squat', side: 'both' },
    { name: 'stop', reason: 'fell' }, { name: 'pain', value: 10 }, { name: 'set-sound', sound: 'full' },
  ];

  test.each(commands.map((command) => [command.name, command] as const))('%s is what its schema allows', (name, command) => {
    const now = new Date('2026-11-22T10:00:00.000Z');
    const sent = JSON.parse(payload(command, 'a-1', 's4f2', now)) as { expiresAt: string };
    expect(check(`cmd-${name}.schema.json`)(sent)).toBe(true);
    expect(sent.expiresAt).toBe('2026-11-22T10:00:08.000Z');
  });
});

test('what is no JSON is refused', () => {
  expect(read('live', '{"v":1')).toBeNull();
  expect(kindOf('constructor')).toBeNull();
});

test('a keyword that nobody taught the checker is an error, not a yes', () => {
  expect(() => compiler([{ $id: 'x', uniqueItems: true }])('x')).toThrow(/uniqueItems/);
});
