import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderDefinition } from '../../../src/core/provider.ts';
import type { VoiceMode } from '../../../src/core/voice.ts';
import { closeSockets } from '../../../src/http/socket-transport.ts';
import { closeTransports } from '../../../src/http/transport.ts';
import assemblyai from '../../../src/providers/assemblyai.ts';
import cartesia from '../../../src/providers/cartesia.ts';
import deepgram from '../../../src/providers/deepgram.ts';
import elevenlabs from '../../../src/providers/elevenlabs.ts';
import gladia from '../../../src/providers/gladia.ts';
import google from '../../../src/providers/google.ts';
import { providers } from '../../../src/providers/index.generated.ts';
import mistral from '../../../src/providers/mistral.ts';
import openai from '../../../src/providers/openai.ts';
import speechmatics from '../../../src/providers/speechmatics.ts';
import xai from '../../../src/providers/xai.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { type SocketUpstream, startSocketUpstream } from '../../socket-upstream.ts';
import { KEY, rowCapability } from '../row.ts';
import { failureOf, openVendor, serveVendor } from './vendor.ts';
import { named } from './vendors/index.ts';

let upstream: SocketUpstream;
beforeAll(async () => {
  upstream = await startSocketUpstream(() => {});
});
afterEach(() => {
  upstream.visits.length = 0;
  closeSockets();
});
afterAll(async () => {
  await closeTransports();
  await upstream.close();
});

describe('the modes of a row', () => {
  it('each have a model of their own behind the row’s one default', async () => {
    const vendor = { ...named('Deepgram Nova'), model: deepgram.defaults.voice ?? '' };
    serveVendor(upstream, vendor);
    await openVendor(vendor, upstream, createFakeClock());
    expect(upstream.visits[0]?.url).toContain('model=nova-3');
  });

  it('are refused where a row lacks one', async () => {
    const failure = await failureOf(
      openVendor({ ...named('Speechmatics'), mode: 'converse' }, upstream, createFakeClock()),
    );
    expect(failure.code).toBe('unsupported');
    expect(failure.processed).toBe(false);
  });

  it('have the default that the row states', () => {
    const rows = providers.filter(({ capabilities }) => capabilities.voice !== undefined);
    expect(rows.length).toBeGreaterThanOrEqual(14);
    for (const row of rows) {
      const { capability } = rowCapability(row, 'voice', upstream.url);
      expect(capability.modes?.length, row.id).toBeGreaterThan(0);
    }
  });
});

type TokenCase = readonly [
  name: string,
  row: ProviderDefinition,
  mode: VoiceMode,
  path: string,
  answer: object,
  token: string,
];
const TOKENS: readonly TokenCase[] = [
  ['OpenAI', openai, 'converse', '/v1/realtime/client_secrets', { value: 'ek_1', expires_at: 4_000_000_000 }, 'ek_1'],
  ['OpenAI transcription', openai, 'transcribe', '/v1/realtime/client_secrets', { value: 'ek_2' }, 'ek_2'],
  ['xAI', xai, 'converse', '/v1/realtime/client_secrets', { value: 'xs_1', expires_at: 4_000_000_000 }, 'xs_1'],
  ['Gemini', google, 'converse', '/v1alpha/auth_tokens', { name: 'auth_tokens/1' }, 'auth_tokens/1'],
  [
    'ElevenLabs’ agents',
    elevenlabs,
    'converse',
    '/v1/convai/conversation/get-signed-url?agent_id=elevenlabs-agent-id',
    { signed_url: 'wss://api.elevenlabs.io/v1/convai/conversation?agent_id=a&conversation_signature=cvtkn_1' },
    'cvtkn_1',
  ],
  ['Scribe', elevenlabs, 'transcribe', '/v1/single-use-token/realtime_scribe', { token: 'sut_1' }, 'sut_1'],
  ['Deepgram', deepgram, 'converse', '/v1/auth/grant', { access_token: 'jwt', expires_in: 30 }, 'jwt'],
  ['AssemblyAI streaming', assemblyai, 'transcribe', '/v3/token?expires_in_seconds=600', { token: 't_1' }, 't_1'],
  ['AssemblyAI’s agent', assemblyai, 'converse', '/v1/token?expires_in_seconds=600', { token: 't_2' }, 't_2'],
  ['Speechmatics', speechmatics, 'transcribe', '/v1/api_keys?type=rt', { key_value: 'tmp' }, 'tmp'],
  ['Cartesia', cartesia, 'transcribe', '/access-token', { token: 'ct_1' }, 'ct_1'],
  ['Gladia', gladia, 'transcribe', '/v2/live', { url: 'wss://api.gladia.io/v2/live?token=g_1' }, 'g_1'],
];

describe('a short-lived key', () => {
  it.each(TOKENS)('of %s comes from where it is given out', async (_name, row, mode, path, answer, token) => {
    const seen: string[] = [];
    upstream.answer((asked) => {
      seen.push(asked);
      return answer;
    });
    const { capability } = rowCapability(row, 'voice', upstream.url);
    const request = { model: row.defaults.voice ?? '', mode, turnDetection: 'server_vad' } as const;
    const given = await capability.token?.(request, { signal: new AbortController().signal });
    expect(seen).toEqual([path]);
    expect(given?.token).toBe(token);
    expect(given?.url).toMatch(/^wss:\/\//);
    expect(given?.expiresAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(Date.now());
    expect(JSON.stringify(given)).not.toContain(KEY);
  });

  it('that is missing in the answer is an error', async () => {
    upstream.answer(() => ({}));
    const { capability } = rowCapability(openai, 'voice', upstream.url);
    const request = { model: 'gpt-realtime-2.1', mode: 'converse', turnDetection: 'server_vad' } as const;
    const failure = await failureOf(
      capability.token?.(request, { signal: new AbortController().signal }) ?? Promise.resolve(),
    );
    expect(failure.code).toBe('bad_response');
  });

  it('is not offered by a row that has none', () => {
    expect(rowCapability(mistral, 'voice', upstream.url).capability.token).toBeUndefined();
  });
});
