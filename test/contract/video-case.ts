import type { VideoRequest } from '../../src/core/video.ts';

/** One model of a row as its vendor documents it: what is asked, and what comes back in every state of a job. */
export type VideoCase = {
  readonly row: string;
  readonly request: VideoRequest;
  /** `METHOD url` of the start, and its body. */
  readonly asks: readonly [where: string, body: unknown];
  readonly created: unknown;
  /** `METHOD url` of the first look. */
  readonly looks: string;
  readonly running: unknown;
  /** The answers of a look at a finished job, one a request. */
  readonly done: readonly unknown[];
  readonly result: object;
  readonly failed?: unknown;
  readonly refused?: readonly unknown[];
  readonly expired?: readonly [answer: unknown, code: string];
  readonly cancels?: string;
};

export const FILM = 'https://cdn.test/film.mp4';
export const film = { kind: 'link', url: FILM, mimeType: 'video/mp4' };
/** The first bytes of an MP4 file. */
export const MP4 = Buffer.concat([Buffer.from([0, 0, 0, 20]), Buffer.from('ftypisom'), Buffer.alloc(20)]);
export const UUID = 'b1e2c3d4-0000-4000-8000-000000000001';
export const prompt = 'a calm wave';
export const picture = { bytes: Uint8Array.of(1, 2, 3), mimeType: 'image/png' };
export const PICTURE = 'data:image/png;base64,AQID';
