import { ProviderError } from '../../../src/core/errors.ts';
import type { ProviderDefinition } from '../../../src/core/provider.ts';
import type { VoiceConnection, VoiceMode, VoiceRequest } from '../../../src/core/voice.ts';
import { type EventUpstream, type EventVisit, startEventUpstream } from '../../event-upstream.ts';
import type { FakeClock } from '../../fake-clock.ts';
import { type SocketUpstream, type SocketVisit, startSocketUpstream } from '../../socket-upstream.ts';
import { type Heard, hearing } from '../../support/heard.ts';
import { KEY, rowEndpoint } from '../row.ts';

export type Said = string | Uint8Array;
/** A vendor speaks over a WebSocket or over event streams. */
export type VoiceVisit = SocketVisit | EventVisit;
export type VoiceUpstream = SocketUpstream | EventUpstream;

/** A server on loopback for each way. */
export async function startVoiceUpstreams() {
  const sockets = await startSocketUpstream(() => {});
  const streams = await startEventUpstream({ secret: KEY, region: 'us-east-1', service: 'bedrock' });
  return {
    sockets,
    streams,
    of: ({ isEventStream }: Pick<VoiceVendor, 'isEventStream'>): VoiceUpstream =>
      isEventStream === true ? streams : sockets,
    reset: (): void => {
      for (const upstream of [sockets, streams]) {
        upstream.refuse(undefined);
        upstream.visits.length = 0;
      }
    },
    close: () => Promise.all([sockets.close(), streams.close()]),
  };
}

type Say = (...messages: readonly (Said | object)[]) => void;

/** One vendor's server as its documentation describes it, for the behaviours that every row must show. */
export type VoiceVendor = {
  readonly name: string;
  readonly row: ProviderDefinition;
  readonly mode: VoiceMode;
  readonly model: string;
  readonly request?: Partial<VoiceRequest>;
  /** Path and query of the handshake. */
  readonly url: string | RegExp;
  /** The header that carries the key, with what stands before it. */
  readonly key: readonly [header: string, prefix: string] | undefined;
  /** A further header that it insists on. */
  readonly header?: readonly [name: string, value: string];
  readonly rates: { readonly in: number; readonly out: number };
  /** Its JSON comes in binary frames. */
  readonly saysBytes?: boolean;
  /** It takes AWS event streams over HTTP/2 in a WebSocket's place. */
  readonly isEventStream?: boolean;
  /** It confirms by letting us in, and says nothing first. */
  readonly isMute?: boolean;
  /** What its HTTP side answers, where a session begins there. */
  readonly http?: (path: string) => object | undefined;
  /** A voice that it knows. */
  readonly voice?: string;
  /** Has no tools to be offered. */
  readonly hasOwnTools?: boolean;
  /** Said on connecting. */
  readonly greeting?: readonly (Said | object)[];
  /** Confirms the session; hears each message of the client. */
  hear(message: Said, say: Say, visit: VoiceVisit): void;
  /** The sound in a message, if it is one of sound. */
  soundOf(message: Said): Uint8Array | undefined;
  /** Whether a message ends the turn. */
  isCommit(message: Said): boolean;
  readonly interim?: { readonly messages: readonly (Said | object)[]; readonly text: string };
  readonly final: { readonly messages: readonly (Said | object)[]; readonly text: string };
  readonly reply?: { readonly messages: readonly (Said | object)[]; readonly sound: Uint8Array; readonly text: string };
  /** The user speaks into a running reply: what is heard, and what must follow. */
  readonly interruption?: readonly (Said | object)[];
  readonly tool?: {
    readonly messages: readonly (Said | object)[];
    readonly call: { readonly id: string; readonly name: string; readonly arguments: string };
    isResult(message: Said, output: string): boolean;
  };
  /** A message that holds the text given to it, once the turn is committed. */
  readonly saysText?: boolean;
  /** Where the vendor ends a session by itself. */
  readonly goingAway?: readonly (Said | object)[];
  /** How a lost session goes on: where the handle or the history stands in the next connection. */
  readonly handle?: { readonly messages: readonly (Said | object)[]; readonly handle: string };
  isResumed?(visit: VoiceVisit, handle: string): boolean;
  replays?(visit: VoiceVisit, texts: readonly string[]): boolean;
};

export const json = (message: Said): Record<string, unknown> => {
  if (typeof message !== 'string') return {};
  return JSON.parse(message);
};
export const typeOf = (message: Said): unknown => json(message).type;
export const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export const sayOn =
  ({ socket }: VoiceVisit, { saysBytes = false }: Pick<VoiceVendor, 'saysBytes'> = {}): Say =>
  (...messages) => {
    for (const message of messages) {
      const said = typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message);
      socket.send(saysBytes ? Buffer.from(said) : said);
    }
  };

/** Lets a vendor serve a loopback socket. */
export function serveVendor(upstream: VoiceUpstream, vendor: VoiceVendor): void {
  upstream.answer(vendor.http);
  upstream.serve((visit) => {
    const say = sayOn(visit, vendor);
    visit.socket.on('message', (data: Buffer, isBinary) =>
      vendor.hear(isBinary ? data : data.toString('utf8'), say, visit),
    );
    say(...(vendor.greeting ?? []));
  });
}

/** Opens a row's voice over loopback, collecting what happens. */
export async function openVendor(
  vendor: VoiceVendor,
  upstream: VoiceUpstream,
  clock: FakeClock,
  more: {
    readonly request?: Partial<VoiceRequest>;
    readonly resume?: string;
    readonly history?: readonly { role: 'user' | 'assistant'; text: string }[];
    readonly signal?: AbortSignal;
    readonly hasKey?: boolean;
  } = {},
) {
  const { endpoint, host, asked, lines } = rowEndpoint(vendor.row, upstream.url, more.hasKey ?? true);
  const capability = vendor.row.capabilities.voice?.(endpoint, { ...host, wait: clock.sleep });
  if (capability === undefined) throw new Error(`${vendor.row.id} has no voice.`);
  const events: Heard[] = [];
  let wake = (): void => {};
  const index = upstream.visits.length;
  const connection: VoiceConnection = await capability.connect(
    { model: vendor.model, mode: vendor.mode, turnDetection: 'server_vad', ...vendor.request, ...more.request },
    {
      signal: more.signal ?? new AbortController().signal,
      resume: more.resume,
      history: more.history,
      listener: hearing((event) => {
        events.push(event);
        wake();
      }),
    },
  );
  const visit = await upstream.visit(index);
  return {
    connection,
    capability,
    events,
    visit,
    asked,
    lines,
    say: sayOn(visit, vendor),
    /** Resolves once the events so far fulfil the condition. */
    until: async (condition: (events: readonly Heard[]) => boolean): Promise<void> => {
      while (!condition(events)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    /** Resolves once the vendor has heard what fulfils the condition. */
    heard: async (condition: (received: readonly Said[]) => boolean): Promise<void> => {
      while (!condition(visit.received)) await new Promise((resolve) => visit.socket.once('message', resolve));
    },
  };
}

export const of = <Type extends Heard['type']>(events: readonly Heard[], type: Type) =>
  events.filter((event): event is Extract<Heard, { type: Type }> => event.type === type);

/** What a work that has to fail failed with. */
export const failureOf = async (work: Promise<unknown>): Promise<ProviderError> => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ProviderError)) throw new Error(`No ProviderError: ${String(thrown)}`);
  return thrown;
};
