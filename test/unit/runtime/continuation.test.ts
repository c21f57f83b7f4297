import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/core/content.ts';
import type { Thread } from '../../../src/core/continuation.ts';
import { joinThread } from '../../../src/core/thread.ts';
import { createContinuations } from '../../../src/runtime/continuation.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { temporaryFolder } from './pipeline.ts';

const me = { tenant: 'local', subject: 'local' };
const user = (text: string): Message => ({ role: 'user', parts: [{ type: 'text', text }] });
const assistant = (text: string): Message => ({ role: 'assistant', parts: [{ type: 'text', text }] });
const continuationsIn = (home: string, clock = createFakeClock()) => createContinuations({ home, clock });
const raw = { provider: 'acme', items: [{ type: 'thinking', signature: 'c2lnbmVk' }] };

const thread: Thread = {
  provider: 'acme',
  model: 'big',
  messages: [user('What is six times seven?'), { ...assistant('42'), role: 'assistant', raw }],
};

describe('continuation', () => {
  it('comes back exactly as it was sealed, bytes included', async () => {
    const withImage: Thread = {
      ...thread,
      messages: [
        {
          role: 'user',
          parts: [{ type: 'image', media: { bytes: new Uint8Array([0, 1, 255]), mimeType: 'image/png' } }],
        },
        {
          role: 'user',
          parts: [{ type: 'file', media: { bytes: Buffer.from('pdf'), mimeType: 'application/pdf', name: 'a.pdf' } }],
        },
        ...thread.messages,
      ],
    };
    const continuations = continuationsIn(temporaryFolder());
    const opened = await continuations.open(await continuations.seal(withImage, me), me);
    expect(opened.messages[0]).toEqual(withImage.messages[0]);
    expect(opened.messages[1]?.parts[0]).toMatchObject({ media: { bytes: new Uint8Array(Buffer.from('pdf')) } });
    expect(opened.messages.slice(2)).toEqual(thread.messages);
  });

  describe('with a large image', () => {
    const image = { bytes: new Uint8Array(500_000).fill(7), mimeType: 'image/png' };
    const withImage: Thread = { ...thread, messages: [{ role: 'user', parts: [{ type: 'image', media: image }] }] };

    it('stays short and gives the image back', async () => {
      const continuations = continuationsIn(temporaryFolder());
      const sealed = await continuations.seal(withImage, me);
      expect(sealed.length).toBeLessThan(1000);
      await expect(continuations.open(sealed, me)).resolves.toEqual(withImage);
    });

    it('says what to do when the image is no longer kept', async () => {
      const home = temporaryFolder();
      const sealed = await continuationsIn(home).seal(withImage, me);
      const later = createFakeClock({ now: Date.now() + 8 * 86_400_000 });
      const other: Thread = {
        ...thread,
        messages: [{ role: 'user', parts: [{ type: 'image', media: { ...image, bytes: new Uint8Array(9000) } }] }],
      };
      await continuationsIn(home, later).seal(other, me);
      await expect(continuationsIn(home).open(sealed, me)).rejects.toMatchObject({
        code: 'invalid_input',
        hint: expect.stringContaining('Send it again'),
      });
    });
  });

  it('is read by another process on the same data folder', async () => {
    const home = temporaryFolder();
    const sealed = await continuationsIn(home).seal(thread, me);
    await expect(continuationsIn(home).open(sealed, me)).resolves.toEqual(thread);
  });

  it('keeps its key to the owner', async () => {
    const home = temporaryFolder();
    await continuationsIn(home).seal(thread, me);
    expect(statSync(join(home, 'continuation.key')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a changed payload', (sealed: string) => `A${sealed.slice(1)}`],
    ['a cut string', (sealed: string) => sealed.slice(0, -4)],
    ['a missing signature', (sealed: string) => sealed.split('.')[0] ?? ''],
    ['a longer string', (sealed: string) => `${sealed}.AAAA`],
    ['nonsense', () => 'nonsense'],
    ['nothing', () => ''],
  ])('refuses %s', async (_name, alter) => {
    const continuations = continuationsIn(temporaryFolder());
    const sealed = await continuations.seal(thread, me);
    await expect(continuations.open(alter(sealed), me)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('does not open for another tenant or on another server', async () => {
    const continuations = continuationsIn(temporaryFolder());
    const sealed = await continuations.seal(thread, me);
    const other = { tenant: 'other', subject: 'o' };
    await expect(continuations.open(sealed, other)).rejects.toMatchObject({ code: 'invalid_input' });
    const elsewhere = continuationsIn(temporaryFolder());
    await expect(elsewhere.open(sealed, me)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('joining a thread', () => {
  it('appends messages that are new', () => {
    expect(joinThread(thread, [user('And times two?')])).toEqual([...thread.messages, user('And times two?')]);
  });

  it('puts a new system message in the place of the old one', () => {
    const system = (text: string): Message => ({ role: 'system', parts: [{ type: 'text', text }] });
    const instructed: Thread = { ...thread, messages: [system('Old'), ...thread.messages] };
    expect(joinThread(instructed, [system('New'), user('Next')])).toEqual([
      system('New'),
      ...thread.messages,
      user('Next'),
    ]);
  });

  it('gives resent assistant turns their raw items back', () => {
    const joined = joinThread(thread, [user('What is six times seven?'), assistant('42'), user('And times two?')]);
    expect(joined).toEqual([...thread.messages, user('And times two?')]);
  });

  it('leaves an assistant turn that was rewritten as the caller wrote it', () => {
    const joined = joinThread(thread, [user('What is six times seven?'), assistant('43'), user('Sure?')]);
    expect(joined[1]).toEqual(assistant('43'));
  });

  it('gives two equal answers their own items', () => {
    const second = { provider: 'acme', items: ['second'] };
    const twice: Thread = {
      ...thread,
      messages: [
        ...thread.messages,
        user('Again?'),
        { role: 'assistant', parts: [{ type: 'text', text: '42' }], raw: second },
      ],
    };
    const resent = [user('What is six times seven?'), assistant('42'), user('Again?'), assistant('42'), user('Thanks')];
    const joined = joinThread(twice, resent);
    expect(joined.map((message) => (message.role === 'assistant' ? message.raw : undefined))).toEqual([
      undefined,
      raw,
      undefined,
      second,
      undefined,
    ]);
  });

  it('takes a system message of the caller instead of the thread’s when the whole history is sent', () => {
    const system: Message = { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] };
    const joined = joinThread(thread, [system, ...thread.messages.slice(0, 1), assistant('42'), user('Next')]);
    expect(joined[0]).toEqual(system);
    expect(joined).toHaveLength(4);
  });
});
