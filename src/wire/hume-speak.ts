import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakLimits, SpeakRequest } from '../core/speak.ts';
import { eventJson, eventsOf, isStream } from './frames.ts';
import { defined, filled, record, records } from './read.ts';
import { isJsonAnswer, noSound, type Sound, soundOf } from './speak/audio-answer.ts';
import { base64Pieces } from './speak/pieces.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { droppedLanguage, type PaceRange, paced } from './speak/wishes.ts';

const VOICE = 'Male English Actor';
const RATE = 48_000;
const PACE: PaceRange = [0.5, 2];

/** https://dev.hume.ai/docs/text-to-speech-tts/overview: 5,000 characters an utterance. */
const LIMITS: SpeakLimits = { maxCharacters: 5000, formats: ['mp3', 'wav', 'pcm'] };

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A request as the body of the streams and of `POST /v0/tts/file`. A voice's name is looked up in the provider's own library. */
export function encodeRequest({
  model,
  text,
  voice = VOICE,
  format,
  latency,
  speed,
  language,
}: SpeakRequest): SpeakCall {
  const pace = paced(speed, PACE);
  const isCareful = latency === 'high_quality' || latency === 'highest_quality';
  const version = /^octave-(\d)/.exec(model)?.[1];
  return {
    path: isCareful ? '/v0/tts/file' : '/v0/tts/stream/file',
    rate: RATE,
    body: defined({
      utterances: [
        defined({
          text,
          voice: ID.test(voice) ? { id: voice } : { name: voice, provider: 'HUME_AI' },
          speed: pace.speed,
        }),
      ],
      format: { type: format },
      num_generations: 1,
      version,
    }),
    notes: [...pace.notes, ...droppedLanguage(language)],
  };
}

/** Sound as bytes, as JSON with generations, or as lines or events with snippets: whichever came. */
async function* decode(answer: Parameters<typeof soundOf>[0], provider: string): Sound {
  if (isStream(answer)) {
    const pieces = base64Pieces();
    for await (const { data } of eventsOf(answer)) {
      const said = eventJson(data, provider);
      const audio = filled(record(said)?.audio);
      if (audio !== undefined) yield pieces.push(audio);
      else if (record(said)?.error !== undefined || record(said)?.message !== undefined) throw noSound(said, provider);
    }
    yield pieces.end();
    return undefined;
  }
  if (!isJsonAnswer(answer)) return yield* soundOf(answer, provider);
  const body = await answer.json();
  const audio = filled(records(record(body)?.generations)[0]?.audio) ?? filled(record(body)?.audio);
  if (audio === undefined) throw noSound(body, provider);
  yield Buffer.from(audio, 'base64');
  return undefined;
}

/** Hume's Octave. Its file stream speaks while it works; the plain file takes the time for the best sound. */
export const humeSpeak = (): CapabilityFactory<'speak'> =>
  speakOverHttp({ limits: () => LIMITS, encode: encodeRequest, decode });
