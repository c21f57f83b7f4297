import { wavHeader } from '../audio/wav.ts';
import type { Artifact, Artifacts } from '../core/artifact.ts';
import type { Principal } from '../core/tool.ts';
import { HEADER_BYTES } from './reply-sound.ts';

/** All replies as one WAV file; the only one is that file already. Read and written one after the other. */
export async function joinReplies(
  replies: readonly Artifact[],
  rate: number,
  store: () => Promise<Artifacts>,
  principal: Principal,
): Promise<Artifact | undefined> {
  const [first] = replies;
  if (first === undefined || replies.length === 1) return first;
  const artifacts = await store();
  const size = replies.reduce((total, { bytes }) => total + bytes - HEADER_BYTES, 0);
  const writer = await artifacts.create({ principal });
  try {
    writer.write(wavHeader(rate, size));
    for (const { uri } of replies) {
      const { bytes } = await artifacts.read(uri, { principal });
      writer.write(bytes.subarray(HEADER_BYTES));
    }
    return await writer.finish({ mimeType: 'audio/wav', durationS: size / 2 / rate });
  } catch (thrown) {
    await writer.discard();
    throw thrown;
  }
}
