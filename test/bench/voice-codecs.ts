import type { Endpoint } from '../../src/core/endpoint.ts';
import type { VoiceRequest } from '../../src/core/voice.ts';
import { assemblyaiAgent } from '../../src/wire/realtime/assemblyai-agent.ts';
import { assemblyaiStreaming } from '../../src/wire/realtime/assemblyai-streaming.ts';
import type { VoiceFamily } from '../../src/wire/realtime/codec.ts';
import { openVoice } from '../../src/wire/realtime/connection.ts';
import { deepgramAgent } from '../../src/wire/realtime/deepgram-agent.ts';
import { elevenlabsAgent } from '../../src/wire/realtime/elevenlabs-agent.ts';
import { elevenlabsLive } from '../../src/wire/realtime/elevenlabs-live.ts';
import { geminiLive, googleLive } from '../../src/wire/realtime/gemini-live.ts';
import { mistralLive } from '../../src/wire/realtime/mistral-live.ts';
import { openaiRealtime } from '../../src/wire/realtime/openai-realtime.ts';

// What the driver and a protocol cost for each 20 ms of sound, both ways, without the socket: `node test/bench/voice-codecs.ts`.

const FRAMES = 200_000;
const frameOf = (rate: number): Uint8Array => Uint8Array.from({ length: rate / 25 }, (_, index) => (index * 31) % 256);
const b64 = Buffer.from(frameOf(24_000)).toString('base64');
const request: VoiceRequest = { model: 'm', mode: 'converse', turnDetection: 'server_vad' };

type Case = readonly [name: string, family: VoiceFamily, hello: string, reply: string | Uint8Array];
const CASES: readonly Case[] = [
  [
    'openai-realtime',
    openaiRealtime(),
    '{"type":"session.updated"}',
    `{"type":"response.output_audio.delta","event_id":"event_1234567890","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0,"delta":"${b64}"}`,
  ],
  [
    'gemini-live',
    geminiLive(googleLive),
    '{"setupComplete":{}}',
    `{"serverContent":{"modelTurn":{"parts":[{"inlineData":{"mimeType":"audio/pcm;rate=24000","data":"${b64}"}}]}}}`,
  ],
  [
    'elevenlabs-agent',
    elevenlabsAgent,
    '{"type":"conversation_initiation_metadata","conversation_initiation_metadata_event":{}}',
    `{"type":"audio","audio_event":{"audio_base_64":"${b64}","event_id":7}}`,
  ],
  [
    'assemblyai-agent',
    assemblyaiAgent,
    '{"type":"session.ready","session_id":"s"}',
    `{"type":"reply.audio","data":"${b64}"}`,
  ],
  ['deepgram-agent', deepgramAgent, '{"type":"SettingsApplied"}', Buffer.from(b64, 'base64')],
  [
    'assemblyai-streaming',
    assemblyaiStreaming,
    '{"type":"Begin"}',
    '{"type":"Turn","turn_order":0,"transcript":"a b c"}',
  ],
  [
    'elevenlabs-scribe',
    elevenlabsLive,
    '{"message_type":"session_started"}',
    '{"message_type":"partial_transcript","text":"a b c"}',
  ],
  ['mistral-live', mistralLive, '{"type":"session.updated"}', '{"type":"transcription.segment","text":"a b c"}'],
];

async function measure([name, family, hello, reply]: Case): Promise<void> {
  let hear: (data: Buffer, isText: boolean) => void = () => {};
  let sent = 0;
  let told = 0;
  const endpoint: Endpoint = {
    provider: name,
    send: () => Promise.reject(new Error('Nothing is sent here.')),
    setting: () => 'x',
    connect: async (_path, { onMessage, lift }) => {
      hear = (data, isText) => {
        const lifted = isText ? lift?.(data) : undefined;
        if (lifted !== undefined) onMessage(lifted.text, lifted.sound);
        else onMessage(isText ? data.toString('utf8') : data);
      };
      setImmediate(() => hear(Buffer.from(hello), true));
      return { send: () => void sent++, bufferedBytes: () => 0, close: () => {} };
    },
  };
  const { signal } = new AbortController();
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const connection = await openVoice(
    family,
    request,
    { signal, listener: { audio: () => void told++, event: () => void told++ } },
    { endpoint, signal },
    { dataFolder: '/nowhere', log, wait: () => new Promise(() => {}) },
  );
  await new Promise(setImmediate);
  const frame = frameOf(connection.audioIn);
  const timed = (work: () => void): number => {
    for (let count = 0; count < FRAMES / 4; count++) work();
    const before = process.cpuUsage();
    for (let count = 0; count < FRAMES; count++) work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / FRAMES;
  };
  const out = timed(() => connection.sendAudio(frame));
  const said = Buffer.from(reply);
  const back = timed(() => hear(said, typeof reply === 'string'));
  const share = ((out + back) * 50 * 500) / 1e4;
  console.log(
    `${name.padEnd(22)} encode ${out.toFixed(2)} µs  decode ${back.toFixed(2)} µs  500 sessions: ${share.toFixed(1)} % of a core`,
  );
  if (sent === 0 || told === 0) throw new Error(`${name} was not spoken.`);
}

for (const one of CASES) await measure(one);
