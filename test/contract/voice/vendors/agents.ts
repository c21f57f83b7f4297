import assemblyai from '../../../../src/providers/assemblyai.ts';
import deepgram from '../../../../src/providers/deepgram.ts';
import elevenlabs from '../../../../src/providers/elevenlabs.ts';
import google from '../../../../src/providers/google.ts';
import vertex from '../../../../src/providers/vertex.ts';
import { b64, json, type Said, typeOf, type VoiceVendor } from '../vendor.ts';

const SOUND = Uint8Array.from({ length: 960 }, (_, index) => (index * 7) % 256);
const HALVES = [SOUND.subarray(0, 480), SOUND.subarray(480)] as const;
const bytesOnly = (message: Said): Uint8Array | undefined => (typeof message === 'string' ? undefined : message);
// biome-ignore lint/suspicious/noExplicitAny: a message is read as it was sent
const read = (message: Said): any => json(message);

const gemini = (
  facts: Pick<VoiceVendor, 'name' | 'row' | 'model' | 'url' | 'key' | 'saysBytes'> & {
    readonly isKnown: (model: string) => boolean;
  },
): VoiceVendor => ({
  ...facts,
  mode: 'converse',
  rates: { in: 16_000, out: 24_000 },
  hear: (message, say) => {
    const { setup } = read(message);
    if (setup !== undefined && facts.isKnown(setup.model)) say({ setupComplete: {} });
  },
  soundOf: (message) => {
    const audio = read(message).realtimeInput?.audio;
    return audio?.mimeType === 'audio/pcm;rate=16000' ? Buffer.from(audio.data, 'base64') : undefined;
  },
  isCommit: (message) => read(message).realtimeInput?.activityEnd !== undefined,
  interim: {
    messages: [
      { serverContent: { inputTranscription: { text: 'Hello' } } },
      { serverContent: { inputTranscription: { text: ' there' } } },
    ],
    text: 'Hello there',
  },
  final: {
    messages: [{ serverContent: { inputTranscription: { text: '.' } } }, { serverContent: { turnComplete: true } }],
    text: 'Hello there.',
  },
  reply: {
    messages: [
      { serverContent: { outputTranscription: { text: 'Good' } } },
      ...HALVES.map((half) => ({
        serverContent: {
          modelTurn: { parts: [{ inlineData: { mimeType: 'audio/pcm;rate=24000', data: b64(half) } }] },
        },
      })),
      { serverContent: { outputTranscription: { text: ' day.' } } },
      { serverContent: { generationComplete: true } },
      { serverContent: { turnComplete: true }, usageMetadata: { promptTokenCount: 3, responseTokenCount: 2 } },
    ],
    sound: SOUND,
    text: 'Good day.',
  },
  interruption: [
    { serverContent: { outputTranscription: { text: 'Well' } } },
    { serverContent: { interrupted: true } },
    { serverContent: { turnComplete: true } },
  ],
  tool: {
    messages: [{ toolCall: { functionCalls: [{ id: 'c1', name: 'add', args: { a: 1 } }] } }],
    call: { id: 'c1', name: 'add', arguments: '{"a":1}' },
    isResult: (message, output) => {
      const answer = read(message).toolResponse?.functionResponses?.[0];
      return answer?.id === 'c1' && answer.name === 'add' && answer.response.output === output;
    },
  },
  saysText: true,
  handle: {
    messages: [
      { sessionResumptionUpdate: { newHandle: 'h-1', resumable: true } },
      { goAway: { timeLeft: '5s' } },
      { sessionResumptionUpdate: { newHandle: 'h-2', resumable: true } },
      { sessionResumptionUpdate: { resumable: false } },
    ],
    handle: 'h-2',
  },
  isResumed: ({ received }, handle) =>
    received.some((message) => read(message).setup?.sessionResumption.handle === handle),
  replays: ({ received }, texts) => {
    const turns = received.flatMap((message) => read(message).clientContent?.turns ?? []);
    return (
      JSON.stringify(turns.map(({ parts }: { parts: { text: string }[] }) => parts[0]?.text)) === JSON.stringify(texts)
    );
  },
});

const elevenAudio = (sound: Uint8Array, id: number) => ({
  type: 'audio',
  audio_event: { audio_base_64: b64(sound), event_id: id },
});

export const agentVendors: readonly VoiceVendor[] = [
  gemini({
    name: 'Gemini',
    saysBytes: true,
    row: google,
    model: 'gemini-3.1-flash-live-preview',
    url: '/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent',
    key: ['x-goog-api-key', ''],
    isKnown: (model) => model === 'models/gemini-3.1-flash-live-preview',
  }),
  gemini({
    name: 'Vertex AI',
    row: vertex,
    model: 'gemini-live-2.5-flash-native-audio',
    url: '/ws/google.cloud.aiplatform.v1.LlmBidiService/BidiGenerateContent',
    key: undefined,
    isKnown: (model) => /^projects\/[^/]+\/locations\/[^/]+\/publishers\/google\/models\/gemini-live/.test(model),
  }),
  {
    name: 'Deepgram’s agent',
    voice: 'luna',
    row: deepgram,
    mode: 'converse',
    model: 'flux-general-en',
    url: '/v1/agent/converse',
    key: ['authorization', 'Token '],
    rates: { in: 24_000, out: 24_000 },
    greeting: [{ type: 'Welcome', request_id: 'r1' }],
    hear: (message, say) => {
      if (typeof message === 'string' && typeOf(message) === 'Settings') say({ type: 'SettingsApplied' });
    },
    soundOf: bytesOnly,
    isCommit: () => false,
    final: {
      messages: [{ type: 'ConversationText', role: 'user', content: 'Hello there.' }],
      text: 'Hello there.',
    },
    reply: {
      messages: [
        { type: 'AgentThinking', content: 'hm' },
        { type: 'ConversationText', role: 'assistant', content: 'Good day.' },
        { type: 'AgentStartedSpeaking', total_latency: 1, tts_latency: 0.4, ttt_latency: 0.6 },
        HALVES[0],
        { type: 'ConversationText', role: 'assistant', content: 'Sit down.' },
        HALVES[1],
        { type: 'AgentAudioDone' },
      ],
      sound: SOUND,
      text: 'Good day. Sit down.',
    },
    interruption: [{ type: 'AgentStartedSpeaking' }, HALVES[0], { type: 'UserStartedSpeaking' }],
    tool: {
      messages: [
        {
          type: 'FunctionCallRequest',
          functions: [
            { id: 'c1', name: 'add', arguments: '{"a":1}', client_side: true },
            { id: 'c2', name: 'theirs', arguments: '{}', client_side: false },
          ],
        },
      ],
      call: { id: 'c1', name: 'add', arguments: '{"a":1}' },
      isResult: (message, output) => {
        const { type, id, name, content } = typeof message === 'string' ? read(message) : {};
        return type === 'FunctionCallResponse' && id === 'c1' && name === 'add' && content === output;
      },
    },
    saysText: true,
    replays: ({ received }, texts) =>
      texts.every((text) => String(received[0]).includes(`"type":"History"`) && String(received[0]).includes(text)),
  },
  {
    name: 'AssemblyAI’s agent',
    row: assemblyai,
    mode: 'converse',
    model: 'voice-agent',
    url: '/v1/ws',
    key: ['authorization', 'Bearer '],
    rates: { in: 24_000, out: 24_000 },
    hear: (message, say) => {
      const type = typeOf(message);
      if (type === 'session.update' || type === 'session.resume') say({ type: 'session.ready', session_id: 's-1' });
    },
    soundOf: (message) => (typeOf(message) === 'input.audio' ? Buffer.from(read(message).audio, 'base64') : undefined),
    isCommit: () => false,
    interim: { messages: [{ type: 'transcript.user.delta', text: 'Hello' }], text: 'Hello' },
    final: { messages: [{ type: 'transcript.user', text: 'Hello there.', item_id: 'i1' }], text: 'Hello there.' },
    reply: {
      messages: [
        { type: 'reply.started', reply_id: 'r1' },
        ...HALVES.map((half) => ({ type: 'reply.audio', data: b64(half) })),
        { type: 'transcript.agent', text: 'Good day.', reply_id: 'r1', interrupted: false },
        { type: 'reply.done', status: 'completed' },
      ],
      sound: SOUND,
      text: 'Good day.',
    },
    interruption: [
      { type: 'reply.started', reply_id: 'r1' },
      { type: 'reply.audio', data: b64(SOUND) },
      { type: 'input.speech.started' },
      { type: 'reply.done', status: 'interrupted' },
    ],
    tool: {
      messages: [
        { type: 'reply.started', reply_id: 'r1' },
        { type: 'tool.call', call_id: 'c1', name: 'add', arguments: { a: 1 } },
        { type: 'reply.done', status: 'completed' },
      ],
      call: { id: 'c1', name: 'add', arguments: '{"a":1}' },
      isResult: (message, output) => {
        const { type, call_id, result } = read(message);
        return type === 'tool.result' && call_id === 'c1' && result === output;
      },
    },
    saysText: true,
    handle: { messages: [], handle: 's-1' },
    isResumed: ({ received }, handle) =>
      received.some((message) => typeOf(message) === 'session.resume' && read(message).session_id === handle),
  },
  {
    name: 'ElevenLabs’ agents',
    row: elevenlabs,
    mode: 'converse',
    model: 'agent',
    hasOwnTools: true,
    url: '/v1/convai/conversation?agent_id=elevenlabs-agent-id',
    key: ['xi-api-key', ''],
    rates: { in: 16_000, out: 22_050 },
    hear: (message, say) => {
      if (typeOf(message) !== 'conversation_initiation_client_data') return;
      say(
        {
          type: 'conversation_initiation_metadata',
          conversation_initiation_metadata_event: {
            conversation_id: 'conv-1',
            agent_output_audio_format: 'pcm_22050',
            user_input_audio_format: 'pcm_16000',
          },
        },
        { type: 'ping', ping_event: { event_id: 1, ping_ms: 20 } },
      );
    },
    soundOf: (message) => {
      const chunk = read(message).user_audio_chunk;
      return typeof chunk === 'string' ? Buffer.from(chunk, 'base64') : undefined;
    },
    isCommit: () => false,
    final: {
      messages: [{ type: 'user_transcript', user_transcription_event: { user_transcript: 'Hello there.' } }],
      text: 'Hello there.',
    },
    reply: {
      messages: [
        elevenAudio(HALVES[0], 5),
        { type: 'agent_response', agent_response_event: { agent_response: 'Good day. ' } },
        elevenAudio(HALVES[1], 6),
      ],
      sound: SOUND,
      text: 'Good day.',
    },
    interruption: [
      elevenAudio(SOUND, 7),
      { type: 'interruption', interruption_event: { event_id: 8 } },
      elevenAudio(SOUND, 8),
    ],
    tool: {
      messages: [
        {
          type: 'client_tool_call',
          client_tool_call: { tool_name: 'add', tool_call_id: 'c1', parameters: { a: 1 } },
        },
      ],
      call: { id: 'c1', name: 'add', arguments: '{"a":1}' },
      isResult: (message, output) => {
        const { type, tool_call_id, result, is_error } = read(message);
        return type === 'client_tool_result' && tool_call_id === 'c1' && result === output && is_error === false;
      },
    },
    saysText: true,
    replays: ({ received }, texts) => {
      const update = received.find((message) => typeOf(message) === 'contextual_update');
      return texts.every((text) => String(update).includes(text));
    },
  },
];
