// What the two vendors of the bench say: OpenAI's realtime protocol with sound in JSON, and Deepgram's agent with sound as bytes.

export type Shape = {
  readonly name: string;
  /** Of the relay: the model that it is asked for, and the environment that leads it to the vendor. */
  readonly model: string;
  environment(url: string): Readonly<Record<string, string>>;
  /** Where a client without a relay goes. */
  readonly path: string;
  /** What a client says first, without a relay. */
  readonly hello: object;
  readonly greeting: readonly object[];
  /** The vendor's answer to what is no sound, by type. */
  readonly answers: Readonly<Record<string, object>>;
  /** Asks for a reply. */
  readonly ask: object;
  readonly begin: object;
  readonly end: object;
  /** Sound in a message of the client, as it is to be given back. */
  soundIn(payload: Buffer, isText: boolean): Buffer | undefined;
  toVendor(sound: Buffer): Message;
  toClient(sound: Buffer): Message;
  /** Sound in a message of the vendor. */
  soundOut(payload: Buffer, isText: boolean): Buffer | undefined;
};

export type Message = { readonly parts: readonly Buffer[]; readonly isText: boolean };

const APPEND = Buffer.from('{"type":"input_audio_buffer.append","audio":"');
const DELTA = Buffer.from('{"type":"response.output_audio.delta","item_id":"item_1","delta":"');
const END = Buffer.from('"}');
const between = (payload: Buffer, head: Buffer): Buffer | undefined =>
  payload.length > head.length && payload.subarray(0, head.length).equals(head)
    ? payload.subarray(head.length, -END.length)
    : undefined;
const base64 = (sound: Buffer): Buffer => Buffer.from(sound.toString('base64'), 'latin1');

/** The vendor gives the base64 back as it came, and so does no work that the relay is not measured by. */
const openai: Shape = {
  name: 'openai-realtime',
  model: 'openai/gpt-realtime-2.1',
  environment: (url) => ({ OPENAI_API_KEY: 'key-of-bench', OPENAI_BASE_URL: `${url}/v1` }),
  path: '/v1/realtime?model=bench',
  hello: { type: 'session.update', session: {} },
  greeting: [{ type: 'session.created', session: {} }],
  answers: { 'session.update': { type: 'session.updated', session: {} } },
  ask: { type: 'response.create' },
  begin: { type: 'response.created', response: { id: 'r' } },
  end: { type: 'response.done', response: { id: 'r', status: 'completed' } },
  soundIn: (payload, isText) => (isText ? between(payload, APPEND) : undefined),
  toVendor: (sound) => ({ parts: [APPEND, base64(sound), END], isText: true }),
  toClient: (sound) => ({ parts: [DELTA, sound, END], isText: true }),
  soundOut: (payload, isText) => {
    const text = isText ? between(payload, DELTA) : undefined;
    return text && Buffer.from(text.toString('latin1'), 'base64');
  },
};

const deepgram: Shape = {
  name: 'deepgram-agent',
  model: 'deepgram/flux-general-en',
  environment: (url) => ({
    DEEPGRAM_API_KEY: 'key-of-bench',
    DEEPGRAM_BASE_URL: url,
    DEEPGRAM_WS_URL: url.replace('http', 'ws'),
  }),
  path: '/v1/agent/converse',
  hello: { type: 'Settings' },
  greeting: [{ type: 'Welcome' }],
  answers: { Settings: { type: 'SettingsApplied' } },
  ask: { type: 'InjectUserMessage', content: 'Now.' },
  begin: { type: 'AgentStartedSpeaking' },
  end: { type: 'AgentAudioDone' },
  soundIn: (payload, isText) => (isText ? undefined : payload),
  toVendor: (sound) => ({ parts: [sound], isText: false }),
  toClient: (sound) => ({ parts: [sound], isText: false }),
  soundOut: (payload, isText) => (isText ? undefined : payload),
};

export const SHAPES: readonly Shape[] = [openai, deepgram];
