import type { Operation, OperationState } from '../../../src/core/operation.ts';
import type { RemoteVideo, VideoRequest, VideoResult } from '../../../src/core/video.ts';
// What the pipeline loads when it is needed is loaded before a test's clock moves.
import '../../../src/runtime/make-image.ts';
import '../../../src/runtime/make-video.ts';

/** The beginning of an MP4 file, and a name that makes each one different. */
export const film = (name = 'film'): Uint8Array =>
  Buffer.concat([Buffer.from([0, 0, 0, 20]), Buffer.from('ftypisom'), Buffer.alloc(8), Buffer.from(name)]);

/** The beginning of a PNG file. */
export const picture = (name = 'picture'): Uint8Array =>
  Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), Buffer.from(name)]);

export const filmed = (bytes = film(), more: Partial<VideoResult> = {}): VideoResult => ({
  videos: [{ kind: 'media', media: { bytes, mimeType: 'video/mp4' } }],
  durationS: 5,
  usage: { seconds: 5 },
  ...more,
});

export type Studio = {
  readonly states: readonly (OperationState<VideoResult> | Error)[];
  readonly start?: (request: VideoRequest) => Promise<Operation>;
  readonly more?: Partial<RemoteVideo>;
};

/** A provider of films: each look shows the next state; the last one repeats. Remembers what it was asked. */
export function studio({ states, start, more }: Studio) {
  const seen = { starts: [] as VideoRequest[], polls: [] as string[], cancels: [] as string[] };
  const video: RemoteVideo = {
    limits: () => ({}),
    pollMs: 2000,
    async start(request) {
      seen.starts.push(request);
      return start === undefined ? { id: `op-${seen.starts.length}` } : start(request);
    },
    async poll({ id }) {
      const state = states[Math.min(seen.polls.length, states.length - 1)];
      seen.polls.push(id);
      if (state === undefined) throw new Error('A script needs a state.');
      if (state instanceof Error) throw state;
      return state;
    },
    async cancel({ id }) {
      seen.cancels.push(id);
    },
    ...more,
  };
  return { seen, video };
}

export const running = (progress?: number): OperationState<VideoResult> => ({
  status: 'running',
  ...(progress !== undefined && { progress }),
});
export const done = (bytes?: Uint8Array): OperationState<VideoResult> => ({
  status: 'succeeded',
  result: filmed(bytes),
});
