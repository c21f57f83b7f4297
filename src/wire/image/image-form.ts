import type { Media } from '../../core/content.ts';
import type { ImageRequest } from '../../core/image.ts';
import { extensionOf } from '../../core/media-type.ts';
import { formOf } from '../../http/request-body.ts';
import type { Json } from '../read.ts';

/** A picture as a file of a form, named by what it is: some vendors decide by the ending. */
export const imageFile = ({ bytes, mimeType }: Media, name: string): File =>
  // The platform's types forbid bytes that other threads could share; ours never are.
  new File([bytes as Uint8Array<ArrayBuffer>], `${name}.${extensionOf(mimeType)}`, { type: mimeType });

/** Fields of a JSON body as those of a form. */
export const formFields = (fields: Json): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );

/** A change to a picture as OpenAI takes it: a form with the picture and where it may change. */
export const editForm =
  (path = '/images/edits') =>
  ({ image, mask }: ImageRequest, fields: Json): { readonly path: string; readonly body: FormData } => ({
    path,
    body: formOf({
      ...formFields(fields),
      image: image === undefined ? undefined : imageFile(image, 'image'),
      mask: mask === undefined ? undefined : imageFile(mask, 'mask'),
    }),
  });
