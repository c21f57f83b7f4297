import type { Artifact, ArtifactWriter } from '../core/artifact.ts';
import { ProviderError } from '../core/errors.ts';
import type { SpeakCapability, SpeakFormat, SpeakRequest, SpeakResult } from '../core/speak.ts';
import type { Asking } from './asking.ts';
import { endingWith } from './deadline.ts';
import { actualFormat, mimeTypeOf, secondsOf } from './speech-file.ts';

/** One piece of text, spoken. */
export type Received = {
  /** What the bytes are, whatever was asked for. */
  readonly format: SpeakFormat;
  readonly bytes: Uint8Array;
  readonly result: SpeakResult;
  /** The finished file, where the audio was written to it as it came. */
  readonly artifact?: Artifact;
};

export type Receiving = {
  readonly asking: Asking;
  readonly share: number;
  /** What arrives is the whole file in the wanted format. */
  readonly isDirect: boolean;
};

/** An hour of uncompressed sound. More than that for one request is no speech. */
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * Asks for one piece behind the guards. Each try has a file of its own, dropped at once when it fails or is cancelled: nobody
 * sees half an artifact. A WAV file is written at the end, because its head says how long it is.
 */
export async function receiveSpeech(
  capability: SpeakCapability,
  request: SpeakRequest,
  { asking, share, isDirect }: Receiving,
): Promise<Received> {
  const { call, tidy } = asking;
  const stop = new AbortController();
  const deadline = endingWith(asking.deadline, stop.signal);
  const isStreamed = isDirect && request.format !== 'wav';

  const heard = await asking.ask(
    async (signal) => {
      const writer = isStreamed ? await (await asking.artifacts()).create(call) : undefined;
      const chunks: Uint8Array[] = [];
      let size = 0;
      const drop = (): void => tidy(discard(writer));
      signal.addEventListener('abort', drop, { once: true });
      const onAudio = (chunk: Uint8Array): void => {
        // A family that is slow to notice the end must not write into a finished call.
        if (signal.aborted || chunk.byteLength === 0) return;
        size += chunk.byteLength;
        if (size > MOST_BYTES) {
          stop.abort(tooMuch());
          return;
        }
        chunks.push(chunk);
        writer?.write(chunk);
      };
      try {
        if (signal.aborted) throw signal.reason;
        const result = await capability.speak(request, { signal, onAudio });
        if (size === 0) throw nothing();
        return { result, writer, bytes: Buffer.concat(chunks, size) };
      } catch (thrown) {
        drop();
        throw thrown;
      } finally {
        signal.removeEventListener('abort', drop);
      }
    },
    { deadline, share },
  );

  const { bytes, writer } = heard;
  const result = withCharacters(heard.result, request.text);
  asking.paid(result, share);
  const format = actualFormat(bytes, result.format);
  if (writer === undefined) return { format, bytes, result };
  if (format !== request.format) {
    await discard(writer);
    return { format, bytes, result };
  }
  try {
    const durationS = await secondsOf({ format, bytes, result });
    deadline.signal.throwIfAborted();
    const finishing = writer.finish({ mimeType: mimeTypeOf(format, result.rate), durationS });
    return { format, bytes, result, artifact: await deadline.race(finishing) };
  } catch (thrown) {
    tidy(discard(writer));
    throw thrown;
  }
}

/** A file that cannot be removed must not hide why it was to be. */
const discard = async (writer: ArtifactWriter | undefined): Promise<void> => writer?.discard().catch(() => undefined);

/** The characters that were sent, where the provider does not count: they are what most of them bill. */
const withCharacters = (result: SpeakResult, text: string): SpeakResult =>
  result.usage.characters === undefined
    ? { ...result, usage: { ...result.usage, characters: [...text].length } }
    : result;

const nothing = (): ProviderError =>
  new ProviderError('bad_response', {
    message: 'The provider answered without any audio.',
    hint: 'Try another voice or model.',
  });

const tooMuch = (): ProviderError =>
  new ProviderError('bad_response', {
    message: `The provider sent more than ${MOST_BYTES} bytes of audio for one piece of text.`,
    hint: 'Try another model.',
  });
