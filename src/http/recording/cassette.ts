import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProviderError } from '../../core/errors.ts';

/** One recorded exchange, as a file holds it. Secrets, accounts and the host of a private server are not in it. */
export type Cassette = {
  readonly id: string;
  readonly provider: string;
  readonly capability: string;
  readonly api: string;
  readonly model: string;
  readonly fidelity: string;
  /** `interaction` counts the answers to the same request. */
  readonly source: { readonly interaction: number };
  readonly request: RecordedRequest;
  readonly response: RecordedResponse;
  /** What is not as it was sent. */
  readonly note?: string;
};

export type RecordedRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or text. */
  readonly body?: unknown;
};

/** Either a whole `body` (parsed JSON, text, or base64 with `encoding`) or the `chunks` of a stream. */
export type RecordedResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly framing?: 'sse' | 'ndjson' | 'aws-eventstream';
  readonly encoding?: 'base64';
  readonly body?: unknown;
  readonly chunks?: readonly string[];
};

export type Shelved = { readonly file: string; readonly cassette: Cassette };

/** All cassettes below a folder in the order in which they are played. Files of another shape are left out. */
export function readCassettes(folder: string): readonly Shelved[] {
  return namesIn(folder)
    .flatMap((name): readonly Shelved[] => {
      const cassette = asCassette(readJson(join(folder, name)));
      return cassette === undefined ? [] : [{ file: name, cassette }];
    })
    .sort(
      (left, right) =>
        left.cassette.source.interaction - right.cassette.source.interaction || (left.file < right.file ? -1 : 1),
    );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry: Dirent) => entry.isFile() && entry.name.endsWith('.json'))
      .map((entry: Dirent) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  } catch (cause) {
    throw new ProviderError('invalid_input', {
      message: `The recordings in ${folder} cannot be read.`,
      hint: 'Give --replay a folder that --record wrote.',
      cause,
    });
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new ProviderError('invalid_input', { message: `The recording ${path} is not valid JSON.`, cause });
  }
}

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;

/** `undefined` for what is no exchange over HTTP: an index, a WebSocket session, an answer without its request. */
function asCassette(value: unknown): Cassette | undefined {
  const { id, provider, request, response, source } = fieldsOf(value) ?? {};
  const [asked, answered] = [fieldsOf(request), fieldsOf(response)];
  const isExchange = typeof asked?.url === 'string' && typeof answered?.status === 'number';
  if (typeof id !== 'string' || typeof provider !== 'string' || !isExchange) return undefined;
  if (answered.framing === 'websocket' || !URL.canParse(String(asked.url))) return undefined;
  const interaction = fieldsOf(source)?.interaction;
  // What is read later was checked above; the rest is optional and tested where it is used.
  return { ...(value as Cassette), source: { interaction: typeof interaction === 'number' ? interaction : 0 } };
}
