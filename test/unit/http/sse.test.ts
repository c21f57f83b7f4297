import { describe, expect, it } from 'vitest';
import { readLines } from '../../../src/http/ndjson.ts';
import { readEvents } from '../../../src/http/sse.ts';
import { failureOf } from './harness.ts';

async function* pieces(bytes: Uint8Array, ...cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    yield bytes.subarray(from, cut);
    from = cut;
  }
}
const provider = 'acme';

describe('server-sent events', () => {
  const lines = [
    '\uFEFF: hello',
    'event: x',
    'data: {"t":"π→🙂"}',
    '',
    'data:no space',
    'data: second',
    '',
    'data: [DONE]',
    '',
    '',
  ];
  const expected = [
    { event: 'x', data: '{"t":"π→🙂"}' },
    { event: undefined, data: 'no space\nsecond' },
    { event: undefined, data: '[DONE]' },
  ];
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('are the same at every byte position of a split with %s', async (_name, newline) => {
    const bytes = Buffer.from(lines.join(newline));
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(await Array.fromAsync(readEvents(pieces(bytes, at), { provider }))).toEqual(expected);
    }
  });

  it('are the same when every byte comes alone', async () => {
    const bytes = Buffer.from(lines.join('\r\n'));
    const cuts = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
    expect(await Array.fromAsync(readEvents(pieces(bytes, ...cuts), { provider }))).toEqual(expected);
  });

  it('are bounded in length, with and without an end of line', async () => {
    const read = (text: string) =>
      failureOf(() => Array.fromAsync(readEvents(pieces(Buffer.from(text), 500), { provider, longestEvent: 1000 })));
    expect(await read(`data: ${'x'.repeat(5000)}`)).toMatchObject({ code: 'bad_response' });
    expect(await read(`data: ${'x'.repeat(400)}\n`.repeat(10))).toMatchObject({ code: 'bad_response' });
  });

  it('show what is left at the end instead of dropping it', async () => {
    expect(await Array.fromAsync(readEvents(pieces(Buffer.from('data: {"a')), { provider }))).toEqual([
      { event: undefined, data: '{"a' },
    ]);
  });
});

describe('NDJSON', () => {
  it('is the same at every byte position of a split', async () => {
    const bytes = Buffer.from('{"a":"ü"}\r\n\n{"b":2}\n{"c":3}');
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(await Array.fromAsync(readLines(pieces(bytes, at), provider))).toEqual([{ a: 'ü' }, { b: 2 }, { c: 3 }]);
    }
  });

  it('calls a cut line a bad response', async () => {
    expect(
      await failureOf(() => Array.fromAsync(readLines(pieces(Buffer.from('{"a":1}\n{"b')), provider))),
    ).toMatchObject({ code: 'bad_response' });
  });
});
