import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeSockets } from '../../../src/http/socket-transport.ts';
import { closeTransports } from '../../../src/http/transport.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { hasShared } from '../../shared.ts';
import { type SocketUpstream, startSocketUpstream } from '../../socket-upstream.ts';
import { protoCheck } from '../proto.ts';
import { type Check, requestCheck, schemaCheck } from '../spec.ts';
import { json, openVendor, type Said, serveVendor, type VoiceVendor } from './vendor.ts';
import { vendors } from './vendors/index.ts';

const FRAME = new Uint8Array(960);

let upstream: SocketUpstream;
beforeAll(async () => {
  upstream = await startSocketUpstream(() => {});
});
afterAll(async () => {
  closeSockets();
  await closeTransports();
  await upstream.close();
});

/** Everything that a client may say in a session, as it was said. */
async function everything(vendor: VoiceVendor, turnDetection: 'none' | 'server_vad' | 'semantic_vad') {
  serveVendor(upstream, vendor);
  const clock = createFakeClock();
  const tools =
    vendor.hasOwnTools === true
      ? {}
      : { tools: [{ name: 'add', description: 'Adds.', parameters: { type: 'object' } }] };
  const { connection, visit, say, until } = await openVendor(vendor, upstream, clock, {
    request: {
      turnDetection,
      instructions: 'Be brief.',
      voice: vendor.voice ?? 'alloy',
      language: 'en',
      vad: { threshold: 0.5, prefixMs: 200, silenceMs: 600 },
      ...(vendor.mode === 'converse' && tools),
    },
    ...(vendor.handle === undefined && {
      history: [
        { role: 'user', text: 'My name is Ada.' },
        { role: 'assistant', text: 'Hello Ada.' },
      ],
    }),
  });
  const gone = new Promise((resolve) => visit.socket.once('close', resolve));
  for (let count = 0; count < 12; count++) connection.sendAudio(FRAME);
  connection.commit();
  if (vendor.tool !== undefined) {
    say(...vendor.tool.messages);
    await until((events) => events.some(({ type }) => type === 'tool-request'));
    connection.sendToolResult({ id: vendor.tool.call.id, name: vendor.tool.call.name, output: 'three' });
  }
  if (vendor.saysText === true) {
    connection.sendText('And now?');
    connection.commit();
  }
  connection.interrupt(200);
  await clock.advance(31_000);
  const closing = connection.close();
  await clock.advance(2_000);
  await closing;
  await gone;
  return visit.received;
}

const texts = (received: readonly Said[]): readonly Record<string, unknown>[] =>
  received.filter((message) => typeof message === 'string' && message.startsWith('{')).map(json);

type Spec = (message: Record<string, unknown>) => readonly string[];

const byName =
  (provider: string, file: string, field: string, schemas: Readonly<Record<string, string>>): Spec =>
  (message) => {
    const schema = schemas[String(message[field])];
    if (schema === undefined) return [`${message[field]} is no message of the client`];
    return schemaCheck(provider, `components/schemas/${schema}`, { file })(message);
  };

const gemini = (): Spec => {
  const check = protoCheck('google', 'BidiGenerateContentClientMessage', {
    inPath: [],
    newer: ['parametersJsonSchema', 'languageCode'],
  });
  return (message) => check(message);
};

/** The session in a `session.update` is what a short-lived key may be made for. */
const openai = (): Spec => {
  const check: Check = requestCheck('openai', '/realtime/client_secrets');
  return ({ type, session }) => (type === 'session.update' ? check({ session }) : []);
};

const SPECS: Readonly<Record<string, () => Spec>> = {
  OpenAI: openai,
  'OpenAI transcription': openai,
  'Azure OpenAI': openai,
  Gemini: gemini,
  'Deepgram’s agent': () =>
    byName('deepgram', 'asyncapi.json', 'type', {
      Settings: 'AgentV1_AgentV1Settings',
      InjectUserMessage: 'AgentV1_AgentV1InjectUserMessage',
      FunctionCallResponse: 'AgentV1_AgentV1SendFunctionCallResponse',
      KeepAlive: 'AgentV1_AgentV1KeepAlive',
    }),
  'Deepgram Nova': () =>
    byName('deepgram', 'asyncapi.json', 'type', {
      Finalize: 'ListenV1_ListenV1Finalize',
      CloseStream: 'ListenV1_ListenV1CloseStream',
      KeepAlive: 'ListenV1_ListenV1KeepAlive',
    }),
  'Deepgram Flux': () => byName('deepgram', 'asyncapi.json', 'type', { CloseStream: 'ListenV2_ListenV2CloseStream' }),
  'AssemblyAI streaming': () =>
    byName('assemblyai', 'asyncapi.json', 'type', {
      ForceEndpoint: 'ForceEndpointPayload',
      Terminate: 'SessionTerminationPayload',
    }),
  'ElevenLabs Scribe': () =>
    byName('elevenlabs', 'realtime-stt.asyncapi.json', 'message_type', { input_audio_chunk: 'InputAudioChunkPayload' }),
  Mistral: () =>
    byName('mistral', 'realtime-transcription.asyncapi.json', 'type', {
      'session.update': 'RealtimeTranscriptionSessionUpdateMessage',
      'input_audio.append': 'RealtimeTranscriptionInputAudioAppend',
      'input_audio.flush': 'RealtimeTranscriptionInputAudioFlush',
      'input_audio.end': 'RealtimeTranscriptionInputAudioEnd',
    }),
  Speechmatics: () =>
    byName('speechmatics', 'realtime.asyncapi.json', 'message', {
      StartRecognition: 'StartRecognition',
      ForceEndOfUtterance: 'ForceEndOfUtterance',
      EndOfStream: 'EndOfStream',
    }),
};

const specified = vendors.flatMap((vendor) => {
  const spec = SPECS[vendor.name];
  return spec === undefined ? [] : [[vendor.name, vendor, spec] as const];
});

describe.runIf(hasShared)('what we say to live voice fits the vendor’s specification', () => {
  it.each(specified)('%s, whoever ends the turns', async (_name, vendor, spec) => {
    const check = spec();
    for (const turnDetection of ['none', 'server_vad', 'semantic_vad'] as const) {
      const messages = texts(await everything(vendor, turnDetection));
      expect(messages.length).toBeGreaterThan(0);
      expect(messages.flatMap((message) => check(message))).toEqual([]);
    }
  });

  it('Gladia’s request for a session', async () => {
    const vendor = vendors.find(({ name }) => name === 'Gladia');
    if (vendor === undefined) throw new Error('There is no Gladia.');
    upstream.bodies.length = 0;
    await everything(vendor, 'server_vad');
    expect(upstream.bodies).toHaveLength(1);
    expect(requestCheck('gladia', '/v2/live')(JSON.parse(upstream.bodies[0] ?? ''))).toEqual([]);
  });
});
