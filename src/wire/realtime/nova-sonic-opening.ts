import type { VoiceItem, VoiceRequest } from '../../core/voice.ts';
import { defined, type Json } from '../read.ts';

export const OUTPUT_RATE = 24_000;
const VOICE = 'matthew';
/** A prompt has to begin with instructions. */
const INSTRUCTIONS = 'You are a friendly assistant in a spoken conversation. Answer briefly.';
const INFERENCE = { maxTokens: 1024, topP: 0.9, temperature: 0.7 };

/** The first generation finds turns in its own way, and has no ear for texts. */
export const isFirstGeneration = (model: string): boolean => /(^|[./])nova-sonic-v1/.test(model);

/** How much of a conversation can be told again. */
const limitsOf = (model: string) =>
  isFirstGeneration(model) ? { items: 40, bytes: 1_000, total: 40_000 } : { items: 200, bytes: 50_000, total: 200_000 };

/** Events are JSON in base64 in JSON. */
export const chunkOf = (event: string): string => `{"bytes":"${Buffer.from(event).toString('base64')}"}`;
export const eventOf = (name: string, fields: Json): string => JSON.stringify({ event: { [name]: fields } });

export type TextRole = 'SYSTEM' | 'USER' | 'ASSISTANT';

/** A text in a block of its own. An interactive one is answered, any other is only known. */
export function textBlock(
  { promptName, contentName }: { readonly promptName: string; readonly contentName: string },
  {
    role,
    text,
    interactive = false,
  }: { readonly role: TextRole; readonly text: string; readonly interactive?: boolean },
): readonly string[] {
  const textInputConfiguration = { mediaType: 'text/plain' };
  const start = { promptName, contentName, type: 'TEXT', interactive, role, textInputConfiguration };
  return [
    eventOf('contentStart', start),
    eventOf('textInput', { promptName, contentName, content: text }),
    eventOf('contentEnd', { promptName, contentName }),
  ];
}

/** What is said before the conversation begins: settings, tools, instructions, and what was said on a lost connection. */
export function novaOpening(
  request: VoiceRequest,
  {
    promptName,
    history = [],
    newName,
  }: {
    readonly promptName: string;
    readonly history?: readonly VoiceItem[];
    newName(): string;
  },
): readonly string[] {
  const { language, instructions = INSTRUCTIONS } = request;
  const told =
    language === undefined ? instructions : `${instructions}\n\nSpeak in the language ${JSON.stringify(language)}.`;
  const block = (role: TextRole, text: string) => textBlock({ promptName, contentName: newName() }, { role, text });
  return [
    eventOf('sessionStart', sessionStart(request)),
    eventOf('promptStart', promptStart(request, promptName)),
    ...block('SYSTEM', told),
    ...retold(history, request.model).flatMap(({ role, text }) => block(role === 'user' ? 'USER' : 'ASSISTANT', text)),
  ];
}

function sessionStart({ model, turnDetection, vad }: VoiceRequest): Json {
  // Where we end the turns, it is not to do so in a pause.
  const sensitivity = turnDetection === 'none' ? 'LOW' : sensitivityOf(vad?.silenceMs);
  return defined({
    inferenceConfiguration: INFERENCE,
    turnDetectionConfiguration:
      sensitivity === undefined || isFirstGeneration(model) ? undefined : { endpointingSensitivity: sensitivity },
  });
}

/** The grades wait for 1.5, 1.75 and 2 seconds of silence. */
const sensitivityOf = (silenceMs: number | undefined): string | undefined => {
  if (silenceMs === undefined) return undefined;
  if (silenceMs <= 1_600) return 'HIGH';
  return silenceMs <= 1_875 ? 'MEDIUM' : 'LOW';
};

function promptStart({ voice, tools = [] }: VoiceRequest, promptName: string): Json {
  return defined({
    promptName,
    textOutputConfiguration: { mediaType: 'text/plain' },
    audioOutputConfiguration: {
      mediaType: 'audio/lpcm',
      sampleRateHertz: OUTPUT_RATE,
      sampleSizeBits: 16,
      channelCount: 1,
      voiceId: voice ?? VOICE,
      encoding: 'base64',
      audioType: 'SPEECH',
    },
    ...(tools.length > 0 && {
      toolUseOutputConfiguration: { mediaType: 'application/json' },
      toolConfiguration: {
        tools: tools.map(({ name, description, parameters }) => ({
          toolSpec: defined({ name, description, inputSchema: { json: JSON.stringify(parameters) } }),
        })),
      },
    }),
  });
}

/** The latest of what was said that it will hear. It has to begin with the user. */
function retold(history: readonly VoiceItem[], model: string): readonly VoiceItem[] {
  const limits = limitsOf(model);
  const kept: VoiceItem[] = [];
  let total = 0;
  for (const { role, text } of history.slice(-limits.items).reverse()) {
    const shortened = ending(text, limits.bytes);
    total += Buffer.byteLength(shortened);
    if (total > limits.total) break;
    kept.unshift({ role, text: shortened });
  }
  const first = kept.findIndex(({ role }) => role === 'user');
  return first === -1 ? [] : kept.slice(first);
}

/** The end of a text in at most so many bytes of UTF-8, never half a character. */
function ending(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  if (encoded.length <= bytes) return text;
  let from = encoded.length - bytes;
  while (((encoded[from] ?? 0) & 0xc0) === 0x80) from++;
  return encoded.toString('utf8', from);
}
