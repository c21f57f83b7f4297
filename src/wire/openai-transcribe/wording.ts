import type { TranscribeRequest } from '../../core/transcribe.ts';
import { baseLanguage, dropped, termsOf } from '../transcribe-wishes.ts';
import type { Wording } from './dialect.ts';

type Request = TranscribeRequest;

const granularities = ({ timestamps }: Request): readonly string[] =>
  timestamps === 'word' ? ['segment', 'word'] : ['segment'];

/** Whisper behind OpenAI's wire, with its times. */
export const whisperWording = (request: Request): Wording => ({
  fields: {
    language: baseLanguage(request.language),
    prompt: request.prompt,
    response_format: 'verbose_json',
    'timestamp_granularities[]': request.timestamps === 'none' ? undefined : granularities(request),
  },
  notes: dropped(request, { speakers: true }),
});

/** A model that writes text and no times. */
const plainWording = (request: Request): Wording => ({
  fields: { language: baseLanguage(request.language), prompt: request.prompt, response_format: 'json' },
  notes: dropped(request, { speakers: true, times: true }),
});

/** OpenAI's own models: Whisper gives times, the diarizing one speakers, the others text. */
export function openaiWording(request: Request): Wording {
  if (/whisper/.test(request.model)) return whisperWording(request);
  if (!/diarize/.test(request.model)) return plainWording(request);
  return {
    fields: {
      language: baseLanguage(request.language),
      response_format: 'diarized_json',
      // Required above 30 s.
      chunking_strategy: 'auto',
    },
    notes: dropped(request, { wordTimes: true, prompt: true }),
  };
}

/** Any server of that wire: one that is no Whisper may refuse times, so they are asked for only where the caller does. */
export function compatibleWording(request: Request): Wording {
  const wantsTimes = request.timestamps === 'segment' || request.timestamps === 'word';
  return /whisper/i.test(request.model) || wantsTimes ? whisperWording(request) : plainOf(request);
}

const plainOf = (request: Request): Wording => ({
  ...plainWording(request),
  notes: dropped(request, { speakers: true }),
});

/** Whisper on a host that also tells speakers, for which it needs words with times. */
export const diarizingWhisper =
  (names: {
    readonly times: string;
    readonly diarize: string;
    /** What a language is called where none is told. */
    readonly detects?: string;
    readonly language?: (code: string) => string;
  }) =>
  (request: Request): Wording => {
    const wantsWords = request.diarize === true || request.timestamps === 'word';
    const hasTimes = wantsWords || request.timestamps !== 'none';
    const code = baseLanguage(request.language);
    return {
      fields: {
        language: code === undefined ? names.detects : (names.language?.(code) ?? code),
        prompt: request.prompt,
        response_format: 'verbose_json',
        [names.times]: hasTimes ? (wantsWords ? ['segment', 'word'] : ['segment']) : undefined,
        [names.diarize]: request.diarize === true ? 'true' : undefined,
      },
      notes: [],
    };
  };

/** Lemonfox calls languages by their English names. */
export const lemonfoxWording = diarizingWhisper({
  times: 'timestamp_granularities[]',
  diarize: 'speaker_labels',
  language: (code) => new Intl.DisplayNames('en', { type: 'language' }).of(code)?.toLowerCase() ?? code,
});

/** Voxtral takes either a language or times, and speakers only with times. */
export function mistralWording(request: Request): Wording {
  const { timestamps, language, diarize } = request;
  const wantsTimes = diarize === true || timestamps === 'segment' || timestamps === 'word';
  const hasTimes = wantsTimes || (timestamps === undefined && language === undefined);
  const { terms, notes } = termsOf(request.prompt, { most: 100, longest: 100, isSingleWords: true });
  return {
    fields: {
      language: wantsTimes ? undefined : baseLanguage(language),
      timestamp_granularities: hasTimes ? (timestamps === 'word' ? 'word' : 'segment') : undefined,
      diarize: diarize === true ? 'true' : undefined,
      context_bias: terms,
    },
    notes: [
      ...notes,
      ...(wantsTimes && language !== undefined
        ? ['language was dropped: Voxtral detects it where times are asked for']
        : []),
    ],
  };
}

/** Nothing but the audio and the model. */
export const bareWording = (request: Request): Wording => ({
  fields: {},
  notes: dropped(request, { speakers: true, times: true, prompt: true, language: true }),
});

/** OpenRouter gives times where the provider behind it does; Whispers do. */
export function openrouterWording(request: Request): Wording {
  const { model, timestamps } = request;
  const hasTimes =
    timestamps === 'segment' || timestamps === 'word' || (/whisper/i.test(model) && timestamps !== 'none');
  return {
    fields: {
      language: baseLanguage(request.language),
      response_format: hasTimes ? 'verbose_json' : undefined,
      timestamp_granularities: hasTimes ? granularities(request) : undefined,
    },
    notes: dropped(request, { speakers: true, prompt: true }),
  };
}

/** Venice has one switch for times of whatever kind its model has. */
export const veniceWording = (request: Request): Wording => ({
  fields: {
    language: baseLanguage(request.language),
    response_format: 'json',
    timestamps: request.timestamps === 'none' ? undefined : 'true',
  },
  notes: dropped(request, { speakers: true, prompt: true }),
});

/** Cohere has to be told the language, and gives text alone. */
export const cohereWording = (request: Request): Wording => ({
  fields: { language: baseLanguage(request.language) ?? 'en' },
  notes: [
    ...dropped(request, { speakers: true, times: true, prompt: true }),
    ...(request.language === undefined ? ['language was taken to be English: this model has to be told'] : []),
  ],
});
