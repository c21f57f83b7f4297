import type { FilePart, Media, Part } from '../core/content.ts';
import { ProviderError } from '../core/errors.ts';

export const base64 = ({ bytes }: Media): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

export const dataUrl = (media: Media): string => `data:${media.mimeType};base64,${base64(media)}`;

const TEXT_LIKE = /^(text\/|application\/(json|xml|yaml|x-ndjson|javascript|sql)$|.*\+(json|xml)$)/;

export const isTextFile = (part: FilePart): boolean => TEXT_LIKE.test(part.media.mimeType);

/** A text file as text, with its name so that the model can refer to it. */
export const fileText = ({ media }: FilePart): string =>
  `File ${media.name ?? 'without a name'}:\n${new TextDecoder().decode(media.bytes)}`;

/** `wav` or `mp3`, the two that chat models take. */
export function audioFormat(media: Media): 'wav' | 'mp3' | undefined {
  if (/^audio\/(x-|vnd\.)?wave?$/.test(media.mimeType)) return 'wav';
  return /^audio\/(mpeg|mp3)$/.test(media.mimeType) ? 'mp3' : undefined;
}

/** The error for a part that a provider's wire has no place for. */
export function unsupportedPart(part: Part, provider: string): ProviderError {
  const what = part.type === 'text' ? 'text' : `${part.type} (${part.media.mimeType})`;
  return new ProviderError('unsupported', {
    provider,
    message: `${provider} takes no ${what} here.`,
    hint: 'Choose a model that does, or send the content as text.',
    processed: false,
  });
}

/** Text only; anything else has no place in this kind of message. Throws `unsupported`. */
export function joined(parts: readonly Part[], provider: string): string {
  return parts
    .map((part) => {
      if (part.type === 'text') return part.text;
      if (part.type === 'file' && isTextFile(part)) return fileText(part);
      throw unsupportedPart(part, provider);
    })
    .join('\n\n');
}
