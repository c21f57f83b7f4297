import { afterAll, describe, expect, it } from 'vitest';
import { closeTransports } from '../../../../src/http/transport.ts';
import { failureOfSpeaking, SOUND, speak, voiceUpstream } from './voice.ts';

const voices = await voiceUpstream();
const { asked, serveJson } = voices;
afterAll(async () => {
  await voices.close();
  await closeTransports();
});

describe('MiniMax', () => {
  const stream = (...events: readonly unknown[]) =>
    voices.serve({
      headers: { 'content-type': 'text/event-stream' },
      chunks: events.map((event) => `data: ${JSON.stringify(event)}\n\n`),
    });
  const fine = { base_resp: { status_code: 0, status_msg: '' } };

  it('does not speak twice where the last event repeats the whole', async () => {
    const hex = SOUND.toString('hex');
    stream(
      { data: { audio: hex.slice(0, 51), status: 1 }, ...fine },
      { data: { audio: hex.slice(51), status: 1 }, ...fine },
      { data: { audio: hex, status: 2 }, extra_info: { usage_characters: 12, audio_sample_rate: 24_000 }, ...fine },
    );
    const { sound, result } = await speak('minimax', voices.url);
    expect(sound).toEqual(SOUND);
    expect(result).toMatchObject({ rate: 24_000, usage: { characters: 12 } });
  });

  it('asks for a container in one piece, and names the language as the provider does', async () => {
    serveJson({ data: { audio: SOUND.toString('hex'), status: 2 }, extra_info: { usage_characters: 12 }, ...fine });
    const { body } = await asked('minimax', { format: 'wav', language: 'pt-BR', speed: 5 });
    expect(body).toMatchObject({
      stream: false,
      output_format: 'hex',
      language_boost: 'Portuguese',
      voice_setting: { speed: 2 },
      audio_setting: { format: 'wav', channel: 1 },
    });
  });

  it.each([
    [1002, 'rate_limited'],
    [1004, 'auth_rejected'],
    [1008, 'quota_exhausted'],
    [1026, 'content_filter'],
    [2013, 'bad_request'],
    [2049, 'auth_rejected'],
    [4242, 'overloaded'],
  ])('reads status %i in a 200 as %s', async (status_code, code) => {
    serveJson({ base_resp: { status_code, status_msg: 'no' } });
    expect(await failureOfSpeaking('minimax', voices.url)).toMatchObject({ code, provider: 'minimax' });
    stream({ base_resp: { status_code, status_msg: 'no' } });
    expect(await failureOfSpeaking('minimax', voices.url)).toMatchObject({ code, provider: 'minimax' });
  });

  it('takes a stream without its last event for an error', async () => {
    stream({ data: { audio: SOUND.toString('hex'), status: 1 }, ...fine });
    expect(await failureOfSpeaking('minimax', voices.url)).toMatchObject({ code: 'bad_response' });
  });
});
