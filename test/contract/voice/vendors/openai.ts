import openai from '../../../../src/providers/openai.ts';
import { b64, json, type Said, typeOf, type VoiceVendor } from '../vendor.ts';

const SOUND = Uint8Array.from({ length: 960 }, (_, index) => (index * 7) % 256);
const hear: VoiceVendor['hear'] = (message, say) => {
  if (typeOf(message) === 'session.update') say({ type: 'session.updated', session: json(message).session });
};
const soundOf = (message: Said): Uint8Array | undefined =>
  typeOf(message) === 'input_audio_buffer.append' ? Buffer.from(String(json(message).audio), 'base64') : undefined;
const transcription = 'conversation.item.input_audio_transcription';
const heard = {
  interim: {
    messages: [
      { type: `${transcription}.delta`, item_id: 'u1', content_index: 0, delta: ' Hello' },
      { type: `${transcription}.delta`, item_id: 'u1', content_index: 0, delta: ' there' },
    ],
    text: 'Hello there',
  },
  final: {
    messages: [{ type: `${transcription}.completed`, item_id: 'u1', content_index: 0, transcript: 'Hello there.' }],
    text: 'Hello there.',
  },
};
const response = (status: string, output: readonly object[] = []) => ({
  type: 'response.done',
  response: { id: 'r1', status, output, usage: { total_tokens: 5, input_tokens: 3, output_tokens: 2 } },
});
const audio = (sound: Uint8Array) => ({
  type: 'response.output_audio.delta',
  response_id: 'r1',
  item_id: 'a1',
  output_index: 0,
  content_index: 0,
  delta: b64(sound),
});
const created = { type: 'response.created', response: { id: 'r1', status: 'in_progress' } };

/** OpenAI's protocol over any row that speaks it. */
export const openaiLike = (
  facts: Pick<VoiceVendor, 'name' | 'row' | 'model' | 'url' | 'key'> & Partial<VoiceVendor>,
): VoiceVendor => ({
  mode: 'converse',
  rates: { in: 24_000, out: 24_000 },
  greeting: [{ type: 'session.created', session: { id: 's1' } }],
  hear,
  soundOf,
  isCommit: (message) => typeOf(message) === 'response.create',
  ...heard,
  reply: {
    messages: [
      created,
      { type: 'response.output_audio_transcript.delta', response_id: 'r1', item_id: 'a1', delta: 'Good' },
      audio(SOUND.subarray(0, 480)),
      { type: 'response.output_audio_transcript.delta', response_id: 'r1', item_id: 'a1', delta: ' day.' },
      audio(SOUND.subarray(480)),
      { type: 'response.output_audio_transcript.done', response_id: 'r1', item_id: 'a1', transcript: 'Good day.' },
      response('completed'),
    ],
    sound: SOUND,
    text: 'Good day.',
  },
  interruption: [
    created,
    audio(SOUND),
    { type: 'input_audio_buffer.speech_started', item_id: 'u2', audio_start_ms: 10 },
    response('cancelled'),
  ],
  tool: {
    messages: [
      created,
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { id: 'f1', type: 'function_call', name: 'add', call_id: 'c1', arguments: '' },
      },
      { type: 'response.function_call_arguments.done', item_id: 'f1', call_id: 'c1', arguments: '{"a":1}' },
      {
        type: 'response.output_item.done',
        item: { id: 'f1', type: 'function_call', name: 'add', call_id: 'c1', arguments: '{"a":1}' },
      },
      response('completed', [{ type: 'function_call', call_id: 'c1', name: 'add', arguments: '{"a":1}' }]),
    ],
    call: { id: 'c1', name: 'add', arguments: '{"a":1}' },
    isResult: (message, output) => {
      // biome-ignore lint/suspicious/noExplicitAny: a message is read as it was sent
      const { item } = json(message) as any;
      return item?.type === 'function_call_output' && item.call_id === 'c1' && item.output === output;
    },
  },
  saysText: true,
  replays: ({ received }, texts) => {
    const items = received.filter((message) => typeOf(message) === 'conversation.item.create').map(String);
    return items.length === texts.length && texts.every((text, index) => items[index]?.includes(text));
  },
  ...facts,
});

export const openaiVendors: readonly VoiceVendor[] = [
  openaiLike({
    name: 'OpenAI',
    row: openai,
    model: 'gpt-realtime-2.1',
    url: '/v1/realtime?model=gpt-realtime-2.1',
    key: ['authorization', 'Bearer '],
  }),
  {
    name: 'OpenAI transcription',
    row: openai,
    mode: 'transcribe',
    model: 'gpt-realtime-2.1',
    url: '/v1/realtime?intent=transcription',
    key: ['authorization', 'Bearer '],
    rates: { in: 24_000, out: 24_000 },
    greeting: [{ type: 'session.created', session: { id: 's1' } }],
    hear,
    soundOf,
    isCommit: (message) => typeOf(message) === 'input_audio_buffer.commit',
    ...heard,
  },
];
