import { createHash } from 'node:crypto';
import { essence } from '../../core/media-type.ts';

/**
 * A sent body as a recording holds it: parsed JSON, text, `{multipart: […]}` with the parts of a form, or `{binary: …}`.
 * Media is told by its size and digest. Texts are stripped first.
 */
export async function describeBody(
  content: string | Uint8Array,
  contentType: string | undefined,
  strip: (text: string) => string,
): Promise<unknown> {
  if (typeof content === 'string') return parsed(strip(content));
  const type = essence(contentType);
  if (type !== 'multipart/form-data') return { binary: { ...fingerprint(content), content_type: type } };
  const headers = { 'content-type': contentType ?? '' };
  // A view that the platform's types take: the bytes are not shared between threads.
  const form = await new Response(new Uint8Array(content), { headers }).formData();
  const parts = [...form].map(async ([name, value]) =>
    typeof value === 'string'
      ? { name, value: strip(value) }
      : {
          name,
          filename: strip(value.name),
          content_type: value.type,
          ...fingerprint(new Uint8Array(await value.arrayBuffer())),
        },
  );
  return { multipart: await Promise.all(parts) };
}

const fingerprint = (bytes: Uint8Array) => ({
  bytes: bytes.byteLength,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** Parsed where it is a JSON object, list or null; anything else stays the text that it was. */
export function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : text;
  } catch {
    return text;
  }
}
