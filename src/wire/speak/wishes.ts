import { ProviderError } from '../../core/errors.ts';
import type { Latency, SpeakRequest } from '../../core/speak.ts';

/** The slowest and the quickest pace that a provider takes. */
export type PaceRange = readonly [least: number, most: number];

export type Paced = { readonly speed?: number; readonly notes: readonly string[] };

/** The wanted pace within a provider's range; without a range there is only the voice's own. */
export function paced(speed: number | undefined, range?: PaceRange): Paced {
  if (speed === undefined || (range === undefined && speed === 1)) return { notes: [] };
  if (range === undefined) return { notes: ['speed was dropped: this model has only its own pace'] };
  const kept = Math.min(Math.max(speed, range[0]), range[1]);
  return { speed: kept, notes: kept === speed ? [] : [`speed was set to ${kept}, the nearest that there is`] };
}

/** Notes for a language that a provider has no place for. */
export const droppedLanguage = (language: string | undefined): readonly string[] =>
  language === undefined ? [] : ['language was dropped: the voice and the text decide it'];

/** The language alone, without script and region: `pt` of `pt-BR`. */
export const languageAlone = (language: string | undefined): string | undefined =>
  language?.split(/[-_]/)[0]?.toLowerCase();

/** The value of a provider's own scale; `undefined` where nothing was asked for. */
export const onScale = <T>(latency: Latency | undefined, scale: Readonly<Record<Latency, T>>): T | undefined =>
  latency === undefined ? undefined : scale[latency];

/** True where the quickest first sound is worth more than the best one. */
export const isHasty = (latency: Latency | undefined): boolean =>
  latency === 'lowest_latency' || latency === 'low_latency';

/** Characters as providers bill them: one a code point. */
export const charactersOf = ({ text }: Pick<SpeakRequest, 'text'>): number => [...text].length;

/** A name as one segment of a path. Throws `invalid_input` for one that would lead elsewhere. */
export function segment(name: string, what: string): string {
  if (name === '' || /^\.{1,2}$/.test(name)) {
    throw new ProviderError('invalid_input', { message: `"${name}" is not the name of a ${what}.`, processed: false });
  }
  return encodeURIComponent(name);
}
