import { declaredCharset, decodeText } from '../src/core/charset.ts';
import { ProviderError } from '../src/core/errors.ts';
import { defineResource } from '../src/core/resource.ts';
import { startingWith } from './_json.ts';

/** As base64 this is the longest line that clients take over stdio. */
const MOST_BYTES = 7_000_000;
const MOST_LISTED = 1000;

export default defineResource({
  uri: 'artifact://{hash}',
  name: 'artifact',
  title: 'Artifact',
  description: 'Media or a file that a call of yours made.',
  async read({ hash = '' }, call) {
    const artifacts = await call.app.artifacts();
    const uri = `artifact://${hash}`;
    const { bytes } = await artifacts.describe(uri, call);
    if (bytes > MOST_BYTES) {
      throw new ProviderError('unsupported', {
        message: `The artifact has ${bytes} bytes; as a resource it may have ${MOST_BYTES}.`,
        hint: 'Use the path or url of the result that made it, or give its URI to a tool.',
      });
    }
    const media = await artifacts.read(uri, call);
    if (!media.mimeType.startsWith('text/')) return { mimeType: media.mimeType, blob: media.bytes };
    const { text } = decodeText(media.bytes, declaredCharset(media.mimeType, media.bytes));
    return { mimeType: media.mimeType, text };
  },
  async complete(_variable, value, _known, call) {
    const artifacts = await call.app.artifacts();
    const own = await artifacts.list(call, MOST_LISTED);
    return startingWith(
      own.map(({ uri }) => uri.slice('artifact://'.length)),
      value,
    );
  },
});
