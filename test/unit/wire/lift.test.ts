import { describe, expect, it } from 'vitest';
import { createLift } from '../../../src/wire/realtime/lift.ts';

const lift = createLift('delta', /"type":\s*"sound"/);
const sound = Buffer.from(Array.from({ length: 960 }, (_, index) => (index * 37) % 256));
const lifted = (message: string) => lift(Buffer.from(message));

describe('sound in JSON', () => {
  it.each([
    ['as it is mostly written', `{"type":"sound","id":"ä","delta":"${sound.toString('base64')}","n":1}`],
    ['with its kind after it', `{"id":"ä","delta":"${sound.toString('base64')}","n":1,"type":"sound"}`],
    ['with spaces', `{"type": "sound", "id": "ä", "delta": "${sound.toString('base64')}", "n": 1}`],
    [
      'on lines of its own',
      `{\n  "type": "sound",\n  "id": "ä",\n  "delta": "${sound.toString('base64')}",\n  "n": 1\n}`,
    ],
    [
      'with escaped slashes',
      `{"type":"sound","id":"ä","delta":"${sound.toString('base64').replaceAll('/', '\\/')}","n":1}`,
    ],
  ])('is taken out: %s', (_how, message) => {
    const { text, sound: found } = lifted(message) ?? {};
    expect(sound.equals(found ?? new Uint8Array())).toBe(true);
    expect(JSON.parse(text ?? '')).toEqual({ type: 'sound', id: 'ä', delta: '', n: 1 });
  });

  it.each([
    ['a message of another kind', `{"type":"words","delta":"${'word'.repeat(40)}"}`],
    [
      'words that quote such a message',
      JSON.stringify({ type: 'words', delta: `{"type":"sound","delta":"${'A'.repeat(80)}"}` }),
    ],
    ['a field that holds no text', `{"type":"sound","delta":[1],"other":"${'A'.repeat(80)}"}`],
    ['hardly any sound', '{"type":"sound","delta":"AAAA"}'],
    ['a message that was cut', `{"type":"sound","delta":"${'A'.repeat(80)}`],
    ['what is no base64', `{"type":"sound","delta":"${'?'.repeat(80)}"}`],
    ['what is no JSON', 'garbage'],
    ['nothing', ''],
  ])('is not found in %s', (_what, message) => {
    expect(lifted(message)).toBeUndefined();
  });
});
