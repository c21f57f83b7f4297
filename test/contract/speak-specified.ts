import type { RecordedRequest } from '../upstream.ts';
import { smithyCheck } from './smithy.ts';
import { type Check, requestCheck } from './spec.ts';

/** Where a vendor specifies what it speaks: file, and the paths by the end of the address that was asked. */
const SPECS: Readonly<
  Record<string, readonly (readonly [end: RegExp, path: string, file?: string, vendor?: string])[]>
> = {
  cartesia: [
    [/\/tts\/bytes$/, '/tts/bytes'],
    [/\/tts\/sse$/, '/tts/sse'],
  ],
  deepgram: [[/\/v1\/speak$/, '/v1/speak']],
  deepinfra: [[/\/audio\/speech$/, '/v1/openai/audio/speech']],
  elevenlabs: [[/\/stream$/, '/v1/text-to-speech/{voice_id}/stream']],
  'fish-audio': [[/\/v1\/tts$/, '/v1/tts']],
  google: [[/:generateContent$/, '/models/{modelsId}:generateContent']],
  groq: [[/\/audio\/speech$/, '/openai/v1/audio/speech']],
  mistral: [[/\/audio\/speech$/, '/v1/audio/speech']],
  'mistral-eu': [[/\/audio\/speech$/, '/v1/audio/speech', undefined, 'mistral']],
  openai: [[/\/audio\/speech$/, '/audio/speech']],
  'azure-openai': [[/\/audio\/speech$/, '/audio/speech', undefined, 'openai']],
  openrouter: [[/\/audio\/speech$/, '/audio/speech']],
  portkey: [[/\/audio\/speech$/, '/audio/speech']],
  together: [[/\/audio\/speech$/, '/audio/speech']],
  xai: [[/\/tts$/, '/tts', 'rest-openapi.json']],
};

const checks = new Map<string, Check>();

/** What the specification says against a request; nothing where there is none. */
export function speakFaults(id: string, { url, text }: RecordedRequest): readonly string[] {
  const [address = ''] = url.split('?');
  if (id === 'aws-speech') {
    const polly = checks.get(id) ?? smithyCheck('aws-speech', 'polly.smithy.json', 'SynthesizeSpeechInput');
    checks.set(id, polly);
    return polly(JSON.parse(text));
  }
  const found = SPECS[id]?.find(([end]) => end.test(address));
  if (found === undefined) return [];
  const [, path, file, vendor = id] = found;
  const known = checks.get(`${id} ${path}`) ?? requestCheck(vendor, path, file);
  checks.set(`${id} ${path}`, known);
  return known(JSON.parse(text));
}
