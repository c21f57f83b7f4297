/** What a model of ElevenLabs takes. Read from its documents and from `GET /v1/models`, 2026-11-22. */
export type ElevenModel = {
  readonly maxCharacters: number;
  /** The sockets that serve it: those of text to speech, those of dialogues, or none. */
  readonly sockets: 'speech' | 'dialogue' | undefined;
  /** Served over sockets alone. */
  readonly isSocketOnly?: boolean;
  readonly hasPace: boolean;
  /** Reads `previous_text` and `next_text`. */
  readonly hasContext: boolean;
  /** Takes a language; the others hear it from the text, and one of them refuses to be told. */
  readonly hasLanguage: boolean;
  /** Heeds `optimize_streaming_latency`. */
  readonly hasLatency: boolean;
};

const older = { sockets: 'speech', hasPace: true, hasContext: true, hasLanguage: true, hasLatency: true } as const;
const newer = { sockets: undefined, hasContext: false, hasLanguage: true, hasLatency: false } as const;

const MODELS: readonly (readonly [pattern: RegExp, model: ElevenModel])[] = [
  // The one of its generation that is made for sockets; the other waits for as much text there as over HTTP.
  [/^eleven_v4_turbo/, { ...newer, sockets: 'dialogue', maxCharacters: 10_000, hasPace: false }],
  [/^eleven_v4/, { ...newer, maxCharacters: 10_000, hasPace: false }],
  [
    /^eleven_v3_conversational/,
    { ...newer, sockets: 'dialogue', isSocketOnly: true, maxCharacters: 5_000, hasPace: false },
  ],
  [/^eleven_v3/, { ...newer, maxCharacters: 5_000, hasPace: true }],
  [/^eleven_(flash|turbo)_v2_5/, { ...older, maxCharacters: 40_000 }],
  [/^eleven_(flash|turbo)_v2/, { ...older, maxCharacters: 30_000 }],
  [/^eleven_multilingual/, { ...older, maxCharacters: 10_000, hasLanguage: false }],
];

/** An id that is not known yet gets what every model takes. */
const UNKNOWN: ElevenModel = { ...newer, maxCharacters: 5_000, hasPace: false };

export const modelOf = (id: string): ElevenModel => MODELS.find(([pattern]) => pattern.test(id))?.[1] ?? UNKNOWN;
