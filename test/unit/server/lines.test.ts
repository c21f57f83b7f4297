import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLineReader } from '../../../src/server/line-reader.ts';
import { LineTransport, recoverId } from '../../../src/server/line-transport.ts';

function collect(maxBytes: number) {
  const lines: string[] = [];
  const tooLong: string[] = [];
  const read = createLineReader({
    maxBytes,
    onLine: (line) => lines.push(line),
    onTooLong: (head, tail) => tooLong.push(`${head}|${tail}`),
  });
  return { lines, tooLong, read };
}

describe('lines', () => {
  it('come out the same however the bytes are cut', () => {
    const bytes = Buffer.from('{"a":"é"}\r\n\n{"b":"漢字"}\n   \n{"c":1}\n');
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { lines, read } = collect(100);
      read(bytes.subarray(0, cut));
      read(bytes.subarray(cut));
      expect(lines.map((line) => JSON.parse(line))).toEqual([{ a: 'é' }, { b: '漢字' }, { c: 1 }]);
    }
  });

  it('go on after one that is too long, of which both ends are known', () => {
    const { lines, tooLong, read } = collect(300);
    for (const piece of ['start', 'x'.repeat(290), 'y'.repeat(500), 'end', '\nnext\n']) read(Buffer.from(piece));
    expect(lines).toEqual(['next']);
    expect(tooLong[0]?.startsWith('startxxx')).toBe(true);
    expect(tooLong[0]?.endsWith('yyyend')).toBe(true);
  });

  it('may be exactly as long as the limit', () => {
    const { lines, tooLong, read } = collect(5);
    read(Buffer.from('12345\n123456\n'));
    expect(lines).toEqual(['12345']);
    expect(tooLong).toHaveLength(1);
  });
});

describe('a client that reads late', () => {
  it('gets every answer, and no answer hangs listeners of its own on the pipe', async () => {
    const output = new PassThrough({ highWaterMark: 16 });
    const transport = new LineTransport({
      input: new PassThrough(),
      output,
      write: (text) => output.write(text),
      maxLineBytes: 100,
      onGone: () => {},
    });
    await transport.start();
    const sent = Array.from({ length: 50 }, (_, id) => transport.send({ jsonrpc: '2.0', id, result: {} }));
    expect(output.listenerCount('drain')).toBe(1);
    output.resume();
    await Promise.all(sent);
    expect(output.listenerCount('drain')).toBe(0);
  });
});

describe('the id of a message of which only the ends are known', () => {
  it.each([
    ['{"jsonrpc":"2.0","id":7,"method":"x', '"}}}', 7],
    ['{"id":"a-1","jsonrpc":"2.0"', '"}}', 'a-1'],
    ['{"method":"tools/call","params":{"id":3', '"},"jsonrpc":"2.0","id":12}', 12],
    ['{"method":"tools/call","params":{"id":3,', '"},"jsonrpc":"2.0", "id": "z" }\r', 'z'],
    ['{"method":"tools/call","params":{"id":3,', ',"id":5}}', null],
    ['{"method":"tools/call","params":{"x":"', '\\"id\\":5}"}', null],
    ['[{"id":1,', '}]', null],
  ])('%s…%s is %s', (head, tail, id) => {
    expect(recoverId(head, tail)).toBe(id);
  });
});
