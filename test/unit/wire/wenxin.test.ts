import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import type { Message } from '../../../src/core/content.ts';
import { decodeResponse, decodeStream } from '../../../src/wire/wenxin/decode.ts';
import { encodeRequest } from '../../../src/wire/wenxin/encode.ts';
import { collect, sse, system, user } from './harness.ts';

// Made after the shapes documented at https://cloud.baidu.com/doc/WENXINWORKSHOP/s/Qlphtigbf; no recording was at hand.
const WHOLE = {
  id: 'as-bcmt5ct4iy',
  object: 'chat.completion',
  created: 1_680_167_072,
  result: '您好',
  is_truncated: false,
  need_clear_history: false,
  usage: { prompt_tokens: 7, completion_tokens: 67, total_tokens: 74 },
};
const piece = (result: string, isEnd: boolean) => ({ ...WHOLE, sentence_id: 0, is_end: isEnd, result });
const ask = (request: Partial<ChatRequest>) =>
  encodeRequest({ model: 'chatlaw', messages: [user('你好')], ...request }, 'chatlaw', false);
const assistant = (text: string): Message => ({ role: 'assistant', parts: [{ type: 'text', text }] });

describe("a request on Baidu's first wire", () => {
  it('takes turns, the system apart', () => {
    const messages = [system('律师'), assistant('请讲'), user('一'), user('二')];
    expect(ask({ messages, temperature: 0, maxTokens: 8 })).toEqual({
      body: {
        messages: [
          { role: 'user', content: '…' },
          { role: 'assistant', content: '请讲' },
          { role: 'user', content: '一\n\n二' },
        ],
        system: '律师',
        temperature: 0.01,
        max_output_tokens: 8,
      },
      notes: ['temperature 0 became 0.01'],
    });
  });

  it('refuses tools', () => {
    expect(() => ask({ tools: [{ name: 'add', parameters: {} }] })).toThrow('takes no tools');
  });
});

describe("an answer on Baidu's first wire", () => {
  const expected = { text: '您好', finishReason: 'stop', usage: { input: 7, output: 67 } };

  it('is the same whole and in pieces', async () => {
    expect(await collect(decodeResponse(WHOLE, 'chatlaw'))).toMatchObject(expected);
    const events = sse(piece('您', false), piece('好', false), piece('', true));
    expect(await collect(decodeStream(events, 'chatlaw'))).toMatchObject(expected);
  });

  it('that ends before its last piece is cut', async () => {
    const cut = collect(decodeStream(sse(piece('您', false)), 'chatlaw'));
    await expect(cut).rejects.toMatchObject({ code: 'bad_response' });
  });

  it.each([
    [18, 'rate_limited'],
    [17, 'quota_exhausted'],
    [110, 'auth_rejected'],
    [336_003, 'bad_request'],
  ])('that is the error %i is %s', async (code, expectedCode) => {
    const failed = { error_code: code, error_msg: 'words of Baidu' };
    const whole = collect(decodeResponse(failed, 'chatlaw'));
    await expect(whole).rejects.toMatchObject({ code: expectedCode });
    const streamed = collect(decodeStream(sse(piece('您', false), failed), 'chatlaw'));
    await expect(streamed).rejects.toMatchObject({ code: expectedCode, processed: true });
  });

  it('that was cut or cleared says so', async () => {
    expect((await collect(decodeResponse({ ...WHOLE, is_truncated: true }, 'chatlaw'))).finishReason).toBe('length');
    const cleared = await collect(decodeResponse({ ...WHOLE, need_clear_history: true }, 'chatlaw'));
    expect(cleared.finishReason).toBe('content_filter');
  });

  it('without a result is none', async () => {
    await expect(collect(decodeResponse({}, 'chatlaw'))).rejects.toThrow('without a result');
  });
});
