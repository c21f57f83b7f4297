import type { Media } from '../../core/content.ts';
import type { VideoLimits, VideoRequest } from '../../core/video.ts';
import { dataUrl } from '../media.ts';
import { defined, filled, type Json, list, record } from '../read.ts';
import { frameOf } from './frame.ts';
import { filmAt } from './video-wire.ts';

/** How the input of a hosted model is spelled, where it is not the usual way. */
export type Spelling = {
  /** `number` (5) unless stated: `text` is "5", `seconds` is "5s", `none` for a model of one duration. */
  readonly duration?: 'number' | 'text' | 'seconds' | 'none';
  /** The field for the first frame; `image` or `image_url` unless stated. */
  readonly image?: string;
  /** `words` is `720p`, `starred` is `1280*720` in `size`, `none` for a model of one resolution. */
  readonly size?: 'words' | 'starred' | 'none';
};

export type Spellings = readonly (readonly [model: RegExp, spelling: Spelling])[];

const spellingOf = (model: string, spellings: Spellings): Spelling =>
  spellings.find(([pattern]) => pattern.test(model))?.[1] ?? {};

function durationOf(durationS: number | undefined, { duration = 'number' }: Spelling): unknown {
  if (durationS === undefined || duration === 'none') return undefined;
  if (duration === 'number') return durationS;
  return duration === 'text' ? String(durationS) : `${durationS}s`;
}

/** The input of a hosted model: the usual names of its fields, where it has no others. */
export function hostedInput(
  { model, prompt, durationS, image, seed, fps, ...request }: VideoRequest,
  limits: VideoLimits,
  { spellings, imageField }: { readonly spellings: Spellings; readonly imageField: string },
): Json {
  const spelling = spellingOf(model, spellings);
  const { ratio, shortSide } = frameOf({ model, prompt, ...request }, limits);
  const { size: form = 'words' } = spelling;
  const picture = (media: Media) => ({ [spelling.image ?? imageField]: dataUrl(media) });
  return defined({
    prompt,
    duration: durationOf(durationS, spelling),
    aspect_ratio: form === 'starred' ? undefined : ratio,
    resolution: form === 'words' && shortSide !== undefined ? `${shortSide}p` : undefined,
    size: form === 'starred' && request.size !== undefined ? `${request.size.width}*${request.size.height}` : undefined,
    ...(image === undefined ? {} : picture(image)),
    seed,
    fps,
  });
}

/** The addresses in a hosted model's output: a text, a file with a `url`, or a list of either. */
export function filmsIn(output: unknown): readonly ReturnType<typeof filmAt>[] {
  if (Array.isArray(output)) return list(output).flatMap(filmsIn);
  const file = record(output);
  if (file === undefined) return [filmAt(output)];
  return [filmAt(file.url, { mimeType: filled(file.content_type) })];
}
