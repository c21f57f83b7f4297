import assemblyai from '../../../../src/providers/assemblyai.ts';
import cartesia from '../../../../src/providers/cartesia.ts';
import deepgram from '../../../../src/providers/deepgram.ts';
import elevenlabs from '../../../../src/providers/elevenlabs.ts';
import gladia from '../../../../src/providers/gladia.ts';
import mistral from '../../../../src/providers/mistral.ts';
import speechmatics from '../../../../src/providers/speechmatics.ts';
import { json, type Said, typeOf, type VoiceVendor } from '../vendor.ts';

const bytesOnly = (message: Said): Uint8Array | undefined => (typeof message === 'string' ? undefined : message);
const isJsonOf = (field: string, value: string) => (message: Said) =>
  typeof message === 'string' && message.startsWith('{') && json(message)[field] === value;

const results = (transcript: string, more: object) => ({
  type: 'Results',
  channel_index: [0, 1],
  duration: 1,
  start: 0,
  channel: { alternatives: [{ transcript, confidence: 0.9, words: [] }] },
  ...more,
});
const turnInfo = (event: string, transcript: string) => ({
  type: 'TurnInfo',
  request_id: 'r1',
  sequence_id: 1,
  event,
  turn_index: 0,
  audio_window_start: 0,
  audio_window_end: 1,
  transcript,
  words: [],
  end_of_turn_confidence: 0.5,
});
const turn = (transcript: string, isEnd: boolean, isFormatted: boolean) => ({
  type: 'Turn',
  turn_order: 0,
  turn_is_formatted: isFormatted,
  end_of_turn: isEnd,
  transcript,
  end_of_turn_confidence: 0.5,
  words: [],
});
const speechmaticsTranscript = (message: string, transcript: string) => ({
  message,
  format: '2.9',
  metadata: { start_time: 0, end_time: 1, transcript },
  results: [],
});
const gladiaTranscript = (text: string, isFinal: boolean) => ({
  session_id: 's1',
  created_at: '2026-01-01',
  type: 'transcript',
  data: {
    id: '00_1',
    is_final: isFinal,
    utterance: { start: 0, end: 1, confidence: 0.9, channel: 0, words: [], text, language: 'en' },
  },
});

export const recogniserVendors: readonly VoiceVendor[] = [
  {
    name: 'Deepgram Nova',
    row: deepgram,
    mode: 'transcribe',
    model: 'nova-3',
    isMute: true,
    url: '/v1/listen?model=nova-3&encoding=linear16&sample_rate=16000&channels=1&interim_results=true&smart_format=true&vad_events=true',
    key: ['authorization', 'Token '],
    rates: { in: 16_000, out: 24_000 },
    hear: () => {},
    soundOf: bytesOnly,
    isCommit: isJsonOf('type', 'Finalize'),
    interim: {
      messages: [
        results('Hello', { is_final: true, speech_final: false }),
        results('there', { is_final: false, speech_final: false }),
      ],
      text: 'Hello there',
    },
    final: {
      messages: [
        results('Hello', { is_final: true, speech_final: false }),
        results('there.', { is_final: true, speech_final: true }),
      ].slice(-1),
      text: 'Hello there.',
    },
  },
  {
    name: 'Deepgram Flux',
    row: deepgram,
    mode: 'transcribe',
    model: 'flux-general-multi',
    request: { language: 'de' },
    url: '/v2/listen?model=flux-general-multi&encoding=linear16&sample_rate=16000&language_hint=de',
    key: ['authorization', 'Token '],
    rates: { in: 16_000, out: 24_000 },
    greeting: [{ type: 'Connected', request_id: 'r1', sequence_id: 0 }],
    hear: () => {},
    soundOf: bytesOnly,
    isCommit: () => false,
    interim: { messages: [turnInfo('StartOfTurn', 'Hello'), turnInfo('Update', 'Hello there')], text: 'Hello there' },
    final: { messages: [turnInfo('EndOfTurn', 'Hello there.')], text: 'Hello there.' },
  },
  {
    name: 'AssemblyAI streaming',
    row: assemblyai,
    mode: 'transcribe',
    model: 'u3-rt-pro',
    url: '/v3/ws?sample_rate=16000&encoding=pcm_s16le&speech_model=u3-rt-pro&format_turns=true',
    key: ['authorization', ''],
    rates: { in: 16_000, out: 24_000 },
    greeting: [{ type: 'Begin', id: 's1', expires_at: 4_000_000_000 }],
    hear: () => {},
    soundOf: bytesOnly,
    isCommit: isJsonOf('type', 'ForceEndpoint'),
    interim: { messages: [turn('hello', false, false), turn('hello there', true, false)], text: 'hello there' },
    final: { messages: [turn('Hello there.', true, true)], text: 'Hello there.' },
  },
  {
    name: 'ElevenLabs Scribe',
    row: elevenlabs,
    mode: 'transcribe',
    model: 'scribe_v2_realtime',
    url: /^\/v1\/speech-to-text\/realtime\?model_id=scribe_v2_realtime&audio_format=pcm_16000&commit_strategy=(vad|manual)$/,
    key: ['xi-api-key', ''],
    rates: { in: 16_000, out: 24_000 },
    greeting: [{ message_type: 'session_started', session_id: 's1', config: {} }],
    hear: () => {},
    soundOf: (message) => {
      const chunk = json(message).audio_base_64;
      return typeof chunk === 'string' ? Buffer.from(chunk, 'base64') : undefined;
    },
    isCommit: (message) => json(message).commit === true,
    interim: { messages: [{ message_type: 'partial_transcript', text: 'Hello' }], text: 'Hello' },
    final: { messages: [{ message_type: 'committed_transcript', text: 'Hello there.' }], text: 'Hello there.' },
    replays: ({ received }, texts) => texts.every((text) => String(received[0]).includes(text)),
  },
  {
    name: 'Mistral',
    row: mistral,
    mode: 'transcribe',
    model: 'voxtral-mini-transcribe-realtime-2602',
    url: '/v1/audio/transcriptions/realtime?model=voxtral-mini-transcribe-realtime-2602',
    key: ['authorization', 'Bearer '],
    rates: { in: 16_000, out: 24_000 },
    greeting: [{ type: 'session.created', session: { request_id: 'r1' } }],
    hear: (message, say) => {
      if (typeOf(message) === 'session.update') say({ type: 'session.updated', session: json(message).session });
    },
    soundOf: (message) =>
      typeOf(message) === 'input_audio.append' ? Buffer.from(String(json(message).audio), 'base64') : undefined,
    isCommit: (message) => typeOf(message) === 'input_audio.flush',
    interim: {
      messages: [
        { type: 'transcription.text.delta', text: ' Hello' },
        { type: 'transcription.text.delta', text: ' there.' },
      ],
      text: 'Hello there.',
    },
    final: {
      messages: [
        { type: 'transcription.text.delta', text: ' Hello there.' },
        { type: 'transcription.segment', text: ' Hello there.', start: 0, end: 1 },
      ].slice(-1),
      text: 'Hello there.',
    },
  },
  {
    name: 'Speechmatics',
    row: speechmatics,
    mode: 'transcribe',
    model: 'enhanced',
    url: '/v2',
    key: ['authorization', 'Bearer '],
    rates: { in: 16_000, out: 24_000 },
    hear: (message, say) => {
      if (typeof message !== 'string') say({ message: 'AudioAdded', seq_no: 1 });
      else if (json(message).message === 'StartRecognition') say({ message: 'RecognitionStarted', id: 's1' });
    },
    soundOf: bytesOnly,
    isCommit: isJsonOf('message', 'ForceEndOfUtterance'),
    interim: {
      messages: [
        speechmaticsTranscript('AddTranscript', 'Hello '),
        speechmaticsTranscript('AddPartialTranscript', 'there'),
      ],
      text: 'Hello there',
    },
    final: {
      messages: [
        speechmaticsTranscript('AddTranscript', 'there. '),
        { message: 'EndOfUtterance', metadata: { start_time: 1, end_time: 1 } },
      ],
      text: 'Hello there.',
    },
  },
  {
    name: 'Gladia',
    row: gladia,
    mode: 'transcribe',
    model: 'solaria-1',
    isMute: true,
    http: (path) =>
      path === '/v2/live'
        ? { id: 's1', created_at: '2026-01-01', url: 'wss://api.gladia.io/v2/live?token=t-1' }
        : undefined,
    url: '/v2/live?token=t-1',
    key: ['x-gladia-key', ''],
    rates: { in: 16_000, out: 24_000 },
    hear: () => {},
    soundOf: bytesOnly,
    isCommit: () => false,
    interim: { messages: [{ type: 'speech_start', data: {} }, gladiaTranscript('Hello', false)], text: 'Hello' },
    final: { messages: [gladiaTranscript(' Hello there.', true)], text: 'Hello there.' },
    handle: { messages: [], handle: 'wss://api.gladia.io/v2/live?token=t-1' },
    isResumed: ({ url }) => url === '/v2/live?token=t-1',
  },
  {
    name: 'Cartesia by turns',
    row: cartesia,
    mode: 'transcribe',
    model: 'ink-2',
    url: /^\/stt\/(turns\/)?websocket\?model=ink-2&encoding=pcm_s16le&sample_rate=16000$/,
    key: ['authorization', 'Bearer '],
    rates: { in: 16_000, out: 24_000 },
    greeting: [{ type: 'connected', request_id: 'r1' }],
    hear: () => {},
    soundOf: bytesOnly,
    isCommit: (message) => message === 'finalize',
    header: ['cartesia-version', '2026-03-01'],
    interim: { messages: [{ type: 'turn.start' }, { type: 'turn.update', transcript: 'Hello' }], text: 'Hello' },
    final: { messages: [{ type: 'turn.end', transcript: 'Hello there.' }], text: 'Hello there.' },
  },
  {
    name: 'Cartesia by hand',
    row: cartesia,
    mode: 'transcribe',
    model: 'ink-whisper',
    isMute: true,
    url: '/stt/websocket?model=ink-whisper&encoding=pcm_s16le&sample_rate=16000',
    key: ['authorization', 'Bearer '],
    rates: { in: 16_000, out: 24_000 },
    hear: () => {},
    soundOf: bytesOnly,
    isCommit: (message) => message === 'finalize',
    interim: {
      messages: [
        { type: 'transcript', text: 'Hello ', is_final: true, request_id: 'r1' },
        { type: 'transcript', text: 'there', is_final: false, request_id: 'r1' },
      ],
      text: 'Hello there',
    },
    final: {
      messages: [
        { type: 'transcript', text: 'there.', is_final: true, request_id: 'r1' },
        { type: 'flush_done', request_id: 'r1' },
      ],
      text: 'Hello there.',
    },
  },
];
