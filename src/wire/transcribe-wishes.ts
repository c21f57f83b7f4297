import type { TranscribeRequest } from '../core/transcribe.ts';

/** What a model cannot do, of what a caller may ask of it. */
export type Lacks = {
  /** Who speaks. */
  readonly speakers?: boolean;
  /** Any times. */
  readonly times?: boolean;
  /** Times of words; it may have some of segments. */
  readonly wordTimes?: boolean;
  readonly prompt?: boolean;
  readonly language?: boolean;
};

type Wishes = Pick<TranscribeRequest, 'diarize' | 'timestamps' | 'prompt' | 'language'>;

/** What was dropped of the wishes, for the receipt. Times that nobody named are not missed. */
export function dropped(wishes: Wishes, lacks: Lacks): readonly string[] {
  const { diarize, timestamps, prompt, language } = wishes;
  const isMissed: readonly (readonly [boolean, string])[] = [
    [lacks.speakers === true && diarize === true, 'diarize was dropped: this model does not tell speakers apart'],
    [
      lacks.times === true && (timestamps === 'segment' || timestamps === 'word'),
      'timestamps were dropped: this model gives no times',
    ],
    [
      lacks.times !== true && lacks.wordTimes === true && timestamps === 'word',
      'word times were dropped: this model gives none of single words',
    ],
    [lacks.prompt === true && prompt !== undefined, 'prompt was dropped: this model takes none'],
    [lacks.language === true && language !== undefined, 'language was dropped: this model detects it itself'],
  ];
  return isMissed.filter(([missed]) => missed).map(([, note]) => note);
}

/** The primary subtag of a language (`pt` of `pt-BR`), where a provider knows no regions. */
export const baseLanguage = (language: string | undefined): string | undefined =>
  language?.split(/[-_]/)[0]?.toLowerCase();

/** A language with the region where most of its speakers are (`vi-VN` of `vi`), where a provider asks for one. */
export function regionalLanguage(language: string): string {
  if (language.includes('-')) return language;
  try {
    const { region } = new Intl.Locale(language).maximize();
    return region === undefined ? language : `${language}-${region}`;
  } catch {
    return language;
  }
}

export type Terms = { readonly terms: readonly string[]; readonly notes: readonly string[] };

/** The names and words of a prompt, for providers that take a list of them. What is too long or too much is dropped and told. */
export function termsOf(
  prompt: string | undefined,
  {
    most,
    longest,
    isSingleWords = false,
  }: { readonly most: number; readonly longest: number; readonly isSingleWords?: boolean },
): Terms {
  if (prompt === undefined) return { terms: [], notes: [] };
  const pieces = prompt.split(isSingleWords ? /[\s,;.]+/ : /[,;\n\r]+/).map((piece) => piece.trim());
  const all = [...new Set(pieces.filter((piece) => piece !== ''))];
  const terms = all.filter((piece) => piece.length <= longest).slice(0, most);
  const notes =
    terms.length === all.length
      ? []
      : [`${all.length - terms.length} of ${all.length} terms of the prompt were dropped`];
  return { terms, notes };
}
