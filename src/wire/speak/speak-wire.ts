import type { Answer, Endpoint, SendOptions } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { SpeakCapability, SpeakOptions, SpeakRequest, SpeakResult } from '../../core/speak.ts';
import { type Report, type Sound, soundOf } from './audio-answer.ts';
import { formatOfSound, rateOfType } from './sound-format.ts';
import { charactersOf } from './wishes.ts';

/** One request as it is said over HTTP. */
export type SpeakCall = Pick<SendOptions, 'host' | 'query' | 'headers' | 'accept'> & {
  readonly path: string;
  readonly body: unknown;
  /** Hz of the samples that were asked for. */
  readonly rate?: number;
  readonly notes: readonly string[];
};

type Pure = { readonly provider: string; readonly setting: Endpoint['setting'] };

/** How a provider is asked to speak over HTTP, and how its answer is read. */
export type SpeakWire = {
  readonly limits: SpeakCapability['limits'];
  readonly encode: (request: SpeakRequest, from: Pure) => SpeakCall;
  /** The body is the sound when absent. */
  readonly decode?: (answer: Answer, provider: string, request: SpeakRequest) => Sound;
  readonly decodeError?: SendOptions['decodeError'];
};

/** Speech over HTTP, its sound handed on as it arrives. */
export const speakOverHttp =
  (wire: SpeakWire): CapabilityFactory<'speak'> =>
  (endpoint) => ({
    limits: wire.limits,
    speak: (request, options) => spokenOverHttp(wire, endpoint, request, options),
  });

export async function spokenOverHttp(
  { encode, decode = soundOf, decodeError }: SpeakWire,
  endpoint: Endpoint,
  request: SpeakRequest,
  options: SpeakOptions,
): Promise<SpeakResult> {
  const { provider } = endpoint;
  const { path, body, rate, notes, headers, ...where } = encode(request, endpoint);
  const answer = await endpoint.send(path, body, {
    accept: '*/*',
    ...where,
    // What compresses a stream holds it back, and sound hardly gets smaller.
    headers: { 'accept-encoding': 'identity', ...headers },
    signal: options.signal,
    decodeError,
  });
  const sound = decode(answer, provider, request);
  return passOn(sound, { provider, request, options, notes, rate: rateOfType(answer.headers['content-type']) ?? rate });
}

export type PassOn = {
  readonly provider: string;
  readonly request: SpeakRequest;
  readonly options: SpeakOptions;
  readonly notes: readonly string[];
  readonly rate?: number;
};

/** Hands each piece to the caller at once. Throws `bad_response` where not a single byte came. */
export async function passOn(sound: Sound, { provider, request, options, notes, rate }: PassOn): Promise<SpeakResult> {
  let format = request.format;
  let bytes = 0;
  let report: Report = {};
  try {
    for (;;) {
      const next = await sound.next();
      if (next.done) {
        report = next.value ?? {};
        break;
      }
      if (next.value.byteLength === 0) continue;
      if (bytes === 0) format = formatOfSound(next.value, format);
      bytes += next.value.byteLength;
      options.onAudio(next.value);
    }
  } finally {
    await sound.return(undefined);
  }
  if (bytes === 0) throw new ProviderError('bad_response', { provider, message: `${provider} sent no sound.` });
  const told = [...notes, ...(report.notes ?? [])];
  const hertz = format === 'pcm' ? (report.rate ?? rate) : undefined;
  return {
    format,
    ...(hertz !== undefined && { rate: hertz }),
    usage: report.usage ?? { characters: charactersOf(request) },
    ...(report.model !== undefined && { model: report.model }),
    ...(told.length > 0 && { notes: told }),
  };
}
