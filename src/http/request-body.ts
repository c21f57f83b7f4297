/** A body as it is sent, with the type it is said to have. */
export type RequestBody = { readonly content: string | Uint8Array; readonly type: string };

/** By tag, not by class: naming `FormData` loads the platform's whole fetch, which a chat never needs. */
const tagOf = (body: unknown): string => Object.prototype.toString.call(body).slice('[object '.length, -1);

/** A `FormData` as multipart, a `Blob` as its bytes, `URLSearchParams` as a form, anything else as JSON. */
export async function encodeBody(body: unknown): Promise<RequestBody | undefined> {
  if (body === undefined) return undefined;
  const tag = tagOf(body);
  if (tag === 'FormData' || tag === 'Blob' || tag === 'File' || tag === 'URLSearchParams') {
    // The tag says that it is one of the platform's bodies.
    const whole = new Response(body as FormData | Blob | URLSearchParams);
    const type = whole.headers.get('content-type') ?? 'application/octet-stream';
    const bytes = new Uint8Array(await whole.arrayBuffer());
    return { content: tag === 'URLSearchParams' ? Buffer.from(bytes).toString('utf8') : bytes, type };
  }
  return { content: JSON.stringify(body), type: 'application/json' };
}

/** A form from its fields; an absent value leaves its field out, several values repeat it. */
export function formOf(fields: Readonly<Record<string, string | Blob | readonly string[] | undefined>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (typeof value === 'string') form.append(name, value);
    else if (value instanceof Blob) form.append(name, value);
    else for (const one of value) form.append(name, one);
  }
  return form;
}
