import type { Endpoint } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { Operation } from '../../core/operation.ts';
import type { Produced } from '../../core/produced.ts';
import type { RemoteVideo, VideoCapability, VideoLimits, VideoRequest, VideoResult } from '../../core/video.ts';
import { quoted } from '../../http/errors.ts';
import { type JobState, type Jobs, stateOf } from '../jobs/job.ts';
import { count, filled, type Json } from '../read.ts';

/** A request as a job of the vendor's. */
export type VideoJob = { readonly target: string; readonly body: Json; readonly details?: Operation['details'] };

/** What a job made, before it is known whether that is enough. */
export type Films = Omit<VideoResult, 'usage' | 'videos'> & {
  readonly videos: readonly (Produced | undefined)[];
  readonly usage?: VideoResult['usage'];
  /** Why films were kept back by a safety filter. */
  readonly withheld?: readonly string[];
};

/** What of a request a vendor's wire has a place for, beside the words. */
type Wish = 'durationS' | 'size' | 'aspectRatio' | 'fps' | 'image' | 'seed';
const NAMES: Readonly<Record<Wish, string>> = {
  durationS: 'duration',
  size: 'size',
  aspectRatio: 'aspect_ratio',
  fps: 'fps',
  image: 'image',
  seed: 'seed',
};
const WISHES = ['durationS', 'size', 'aspectRatio', 'fps', 'image', 'seed'] as const satisfies readonly Wish[];

/** How a vendor that makes films is asked, and how what a job made is read. */
export type VideoWire = {
  readonly limits: VideoCapability['limits'];
  readonly jobs: (endpoint: Endpoint) => Jobs;
  readonly pollMs: number;
  readonly cancelStopsBilling?: boolean;
  readonly takesClientId?: boolean;
  /** What it has a place for; the rest is dropped with a note, a picture is refused. */
  readonly places: readonly Wish[] | ((request: VideoRequest) => readonly Wish[]);
  readonly encode: (request: VideoRequest, limits: VideoLimits, provider: string) => VideoJob;
  readonly decode: (output: Json, details: Readonly<Record<string, string>>, provider: string) => Films;
};

/** The notes on wishes without a place. Throws `unsupported` for a picture: without it another film would be made. */
export function notesOn(request: VideoRequest, places: readonly Wish[], provider: string): readonly string[] {
  const homeless = WISHES.filter((wish) => request[wish] !== undefined && !places.includes(wish));
  if (homeless.includes('image')) {
    throw new ProviderError('unsupported', {
      provider,
      message: `${request.model} on ${provider} takes no picture to start from.`,
      hint: 'Leave it out, or choose a model that takes one.',
      processed: false,
    });
  }
  return homeless.map((wish) => `${NAMES[wish]} was dropped`);
}

/** The result of a job. Throws `content_filter` when a filter kept everything back, `bad_response` where there is nothing. */
export function videoResult(films: Films, { details = {} }: Pick<Operation, 'details'>, provider: string): VideoResult {
  const { videos: read, withheld = [], usage, notes = [], ...rest } = films;
  const videos = read.filter((video) => video !== undefined);
  if (videos.length === 0) {
    throw withheld.length > 0
      ? new ProviderError('content_filter', {
          provider,
          message: quoted(`${provider} made no film: ${withheld.join(' ')}`),
        })
      : new ProviderError('bad_response', { provider, message: `${provider} finished without a film.` });
  }
  const kept = withheld.map((reason) => quoted(`one film was kept back: ${reason}`));
  const dropped = details.notes?.split('\n') ?? [];
  const wanted = count(Number.parseFloat(details.seconds ?? ''));
  const durationS = films.durationS ?? wanted;
  const all = [...dropped, ...notes, ...kept];
  return {
    ...rest,
    ...(durationS !== undefined && { durationS }),
    ...(rest.model === undefined && details.model !== undefined && { model: details.model }),
    ...(all.length > 0 && { notes: all }),
    videos,
    usage: usage ?? (durationS === undefined ? {} : { seconds: durationS * videos.length }),
  };
}

/** A look that meets a refusal has met the end of the job, however the vendor says it. */
function refusedJob(thrown: unknown): JobState {
  if (thrown instanceof ProviderError && thrown.code === 'content_filter') return { status: 'failed', error: thrown };
  throw thrown;
}

/** Films that a vendor makes as jobs. */
export const videoJobs =
  (wire: VideoWire) =>
  (endpoint: Endpoint): RemoteVideo => {
    const { provider } = endpoint;
    const jobs = wire.jobs(endpoint);
    const { cancel } = jobs;
    return {
      limits: wire.limits,
      pollMs: wire.pollMs,
      cancelStopsBilling: wire.cancelStopsBilling ?? false,
      takesClientId: wire.takesClientId ?? false,
      async start(request, { signal }) {
        const places = typeof wire.places === 'function' ? wire.places(request) : wire.places;
        const notes = notesOn(request, places, provider);
        const { target, body, details } = wire.encode(request, wire.limits(request.model), provider);
        const seconds = places.includes('durationS') ? request.durationS : undefined;
        return jobs.submit(target, body, {
          signal,
          details: {
            model: request.model,
            ...details,
            ...(seconds !== undefined && details?.seconds === undefined && { seconds: String(seconds) }),
            ...(notes.length > 0 && { notes: notes.join('\n') }),
          },
        });
      },
      async poll(operation, options) {
        const state = await jobs.look(operation, options).catch(refusedJob);
        return stateOf(state, (output) =>
          videoResult(wire.decode(output, operation.details ?? {}, provider), operation, provider),
        );
      },
      ...(cancel !== undefined && { cancel: (operation, options) => cancel(operation, options) }),
    };
  };

/** A film at an address. `undefined` for what is no address. */
export function filmAt(url: unknown, { withKey = false, mimeType = 'video/mp4' } = {}): Produced | undefined {
  const said = filled(url);
  if (said === undefined || !/^https?:\/\//i.test(said)) return undefined;
  return { kind: 'link', url: said, mimeType, ...(withKey && { withKey }) };
}

/** Limits by model: the first pattern or id that fits, else what is common to all of them. */
export const limitsFrom =
  (table: readonly (readonly [model: RegExp | string, limits: VideoLimits])[], rest: VideoLimits = {}) =>
  (model: string): VideoLimits =>
    table.find(([known]) => (typeof known === 'string' ? known === model : known.test(model)))?.[1] ?? rest;
