import { asProviderError, ProviderError } from '../core/errors.ts';
import type { RemoteWork } from '../core/operation.ts';
import type { TranscribeCapability, TranscribeRequest, TranscribeResult } from '../core/transcribe.ts';
import type { Asking } from './asking.ts';
import { type AudioPart, partsFor } from './audio-parts.ts';
import { endingWith } from './deadline.ts';
import { withMessage } from './explain-error.ts';
import { joinTranscripts, type PartialTranscript } from './join-transcript.ts';
import { doRemote } from './remote-work.ts';

/** Parts of one call that a provider works on at once. An engine on this machine has one processor for all of them. */
const REMOTE_LANES = 3;
/** Characters of what was heard before that help with the next part; recognisers read little more. */
const CONTEXT = 200;

/**
 * Transcribes audio of any format and length: converted and cut as the provider takes it, parts in lanes, each behind the
 * guards, joined in order. A part that fails for good ends the call, and the error says where in the audio it stands.
 */
export async function transcribeAll(
  capability: TranscribeCapability,
  request: TranscribeRequest,
  asking: Asking,
): Promise<TranscribeResult> {
  const { deadline, isLocal } = asking;
  const intake = capability.intake(request.model);
  const { parts, durationS, notes } = await deadline.race(partsFor(request, intake, deadline.signal));
  const progress = reportProgress(parts, durationS, asking);
  const stop = new AbortController();
  const ending = endingWith(deadline, stop.signal);
  const heard: PartialTranscript[] = [];
  let next = 0;

  const lane = async (isSerial: boolean): Promise<void> => {
    for (let index = next++; index < parts.length && !stop.signal.aborted; index = next++) {
      const part = parts[index];
      if (part === undefined) return;
      const before = isSerial ? heard[index - 1]?.transcript.text : undefined;
      try {
        const transcript = await transcribePart(part, before, index);
        heard[index] = { ...part, transcript };
      } catch (thrown) {
        const error = asProviderError(thrown);
        stop.abort(new ProviderError('cancelled', { message: 'Another part of the audio failed.', processed: true }));
        throw parts.length === 1 || error.code === 'cancelled' ? error : placed(error, part, durationS);
      }
    }
  };

  const transcribePart = async (part: AudioPart, before: string | undefined, index: number) => {
    const share = shareOf(part, durationS);
    const media = await ending.race(part.media(ending.signal));
    const asked: TranscribeRequest = {
      ...request,
      audio: media,
      durationS: part.endS === undefined ? undefined : part.endS - part.startS,
      prompt: [request.prompt, before?.slice(-CONTEXT)].filter((text) => text).join('\n') || undefined,
    };
    const onDone = (doneS: number): void => progress(index, doneS);
    const transcript = await ('transcribe' in capability
      ? asking.ask(
          (signal) =>
            capability.transcribe(asked, {
              signal,
              onProgress: (doneS) => {
                if (!signal.aborted) onDone(doneS);
              },
            }),
          { deadline: ending, share },
        )
      : doRemote(remoteWork(capability, asked), asking, {
          part: index,
          share,
          deadline: ending,
          onProgress: (done) => onDone(done * (asked.durationS ?? 0)),
          receive: async (result) => result,
        }));
    progress(index, asked.durationS ?? 0);
    const measured = withSeconds(transcript, asked.durationS);
    asking.paid(measured, share);
    return measured;
  };

  const lanes = isLocal ? 1 : REMOTE_LANES;
  const ended = await Promise.allSettled(Array.from({ length: lanes }, () => lane(lanes === 1)));
  const failures = ended.flatMap((lane) => (lane.status === 'rejected' ? [asProviderError(lane.reason)] : []));
  // The lanes that were stopped fail too, and say less.
  const failure = failures.find((error) => error.code !== 'cancelled') ?? failures[0];
  if (failure !== undefined) throw failure;
  const whole = joinTranscripts(heard, durationS);
  return { ...whole, notes: [...notes, ...(whole.notes ?? [])] };
}

const remoteWork = (capability: RemoteWork<TranscribeRequest, TranscribeResult>, request: TranscribeRequest) => ({
  start: (_clientId: string, signal: AbortSignal) => capability.start(request, { signal }),
  poll: capability.poll.bind(capability),
  cancel: capability.cancel?.bind(capability),
  pollMs: capability.pollMs,
});

/** The seconds that were sent, where the provider does not count: they are what most of them bill. */
const withSeconds = (result: TranscribeResult, seconds: number | undefined): TranscribeResult =>
  result.usage.seconds !== undefined || seconds === undefined
    ? result
    : { ...result, usage: { ...result.usage, seconds: Math.round(seconds * 1000) / 1000 } };

const shareOf = ({ startS, endS }: AudioPart, durationS: number | undefined): number =>
  endS === undefined || durationS === undefined || durationS === 0 ? 1 : (endS - startS) / durationS;

/** Tells the seconds that are done of all that are sent; parts in several lanes add up. */
function reportProgress(parts: readonly AudioPart[], durationS: number | undefined, { call, journal }: Asking) {
  const done = parts.map(() => 0);
  let told = 0;
  return (index: number, doneS: number): void => {
    const { startS = 0, endS = Number.POSITIVE_INFINITY } = parts[index] ?? {};
    done[index] = Math.max(done[index] ?? 0, Math.min(doneS, endS - startS));
    const sum = done.reduce((total, seconds) => total + seconds, 0);
    if (sum <= told) return;
    told = sum;
    if (durationS !== undefined && durationS > 0) journal?.progress(sum / durationS);
    const message = `Transcribed ${clockTime(sum)}${durationS === undefined ? '' : ` of ${clockTime(durationS)}`}`;
    call.progress?.({ message, progress: sum, ...(durationS !== undefined && { total: durationS }) });
  };
}

const placed = (error: ProviderError, { startS, endS }: AudioPart, durationS: number | undefined): ProviderError =>
  withMessage(
    error,
    `${error.message} It was the part from ${clockTime(startS)} to ${clockTime(endS ?? startS)} of ${clockTime(durationS ?? 0)}.`,
  );

/** `1:02:03` or `2:03`. */
function clockTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours = 0, ...rest] = parts;
  return (hours > 0 ? [hours, ...rest] : rest)
    .map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0')))
    .join(':');
}
