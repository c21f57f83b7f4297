import { Readable } from 'node:stream';
import { ProviderError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import type { Transport, TransportAnswer, TransportRequest } from '../transport.ts';
import type { RecordedRequest, RecordedResponse, Shelved } from './cassette.ts';
import { describeBody, parsed } from './describe-body.ts';
import { distance, type Question, questionOf } from './match.ts';
import { createStripper, type StripOptions, stripShapes } from './strip.ts';

export type Shelf = {
  /** The next answer to a question; the last one repeats. */
  take(question: Question): RecordedResponse | undefined;
  /** The recording that comes nearest, with the first place where it differs. */
  nearest(question: Question): { readonly file: string; readonly where: string } | undefined;
};

/** Recordings by their question. */
export function createShelf(recordings: readonly Shelved[]): Shelf {
  const questions = recordings.map(({ file, cassette }) => ({
    file,
    question: questionOf(cassette.provider, comparable(cassette.request)),
    response: cassette.response,
  }));
  const answers = Map.groupBy(questions, ({ question }) => question.key);
  const played = new Map<string, number>();
  return {
    take({ key }) {
      const all = answers.get(key) ?? [];
      const turn = played.get(key) ?? 0;
      played.set(key, turn + 1);
      return all[Math.min(turn, all.length - 1)]?.response;
    },
    nearest(question) {
      let best: { readonly file: string; readonly steps: number; readonly where: string } | undefined;
      for (const other of questions) {
        const { steps, where } = distance(question, other.question);
        if (best === undefined || steps < best.steps) best = { file: other.file, steps, where };
      }
      return best;
    },
  };
}

/** A recording from elsewhere may hold what we would have taken out; a request of ours never does. */
const comparable = ({ body, url, ...request }: RecordedRequest): RecordedRequest => ({
  ...request,
  url: stripShapes(url),
  body: body === undefined ? undefined : parsed(stripShapes(typeof body === 'string' ? body : JSON.stringify(body))),
});

export type ReplayOptions = StripOptions & {
  readonly provider: string;
  readonly shelf: Shelf;
  readonly log: Log;
  /** Asked for what no recording answers. Without it such a request is refused, and nothing reaches the network. */
  readonly next?: Transport;
};

/** Answers from recordings. Throws `unavailable`, naming the nearest one, for a request that has none. */
export const replayingTransport =
  ({ provider, shelf, log, next, ...stripping }: ReplayOptions): Transport =>
  async (request) => {
    const question = await questionFor(provider, request, stripping);
    const recorded = shelf.take(question);
    if (recorded !== undefined) {
      log.debug('Answered from a recording.', { provider, status: recorded.status });
      return played(recorded);
    }
    if (next !== undefined) {
      // A look at what a local runtime serves is no call that anybody made.
      const tell = request.body === undefined ? log.debug : log.warn;
      tell('No recording answers this request; it goes to the network.', { provider, path: question.target });
      return next(request);
    }
    const near = shelf.nearest(question);
    throw new ProviderError('unavailable', {
      provider,
      message: `No recording answers ${question.method} ${question.target}.`,
      hint:
        near === undefined
          ? 'The folder of --replay holds no recordings.'
          : `The nearest is ${near.file}, which differs first in ${near.where}. Record it with --record, or leave out --replay-strict.`,
      processed: false,
    });
  };

/** The request as it would have been recorded: only what stands in a recording can be compared with one. */
async function questionFor(provider: string, request: TransportRequest, stripping: StripOptions): Promise<Question> {
  const stripper = createStripper(stripping, request);
  const { method, headers, body } = request;
  return questionOf(provider, {
    method,
    url: stripper.url,
    headers: {},
    body: body === undefined ? undefined : await describeBody(body, headers['content-type'], stripper.text),
  });
}

const TYPES = {
  sse: 'text/event-stream',
  ndjson: 'application/x-ndjson',
  'aws-eventstream': 'application/vnd.amazon.eventstream',
};

function played({ status, headers, framing, encoding, body, chunks }: RecordedResponse): TransportAnswer {
  const whole = typeof body === 'string' || body === undefined ? (body ?? '') : JSON.stringify(body);
  const pieces = (chunks ?? [whole]).map((chunk) => Buffer.from(chunk, encoding === 'base64' ? 'base64' : 'utf8'));
  const type: Readonly<Record<string, string>> = framing === undefined ? {} : { 'content-type': TYPES[framing] };
  // Recordings of others may say how a body was packed, which it no longer is.
  const { 'content-encoding': _packed, 'content-length': _length, ...kept } = headers ?? {};
  return { status, headers: { ...type, ...kept }, body: Readable.from(pieces.filter(({ length }) => length > 0)) };
}
