// How well the engines of this machine hear: word error rate and time, on the clips beside the checkout and on sentences that the
// embedded voices say. `--write` puts the tables into docs/speech-quality.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { decodeAudio } from '../../src/audio/decode.ts';
import { resample } from '../../src/audio/resample.ts';
import { readRiff } from '../../src/audio/riff.ts';
import { samplesOf } from '../../src/audio/wav.ts';
import type { Pcm } from '../../src/core/audio.ts';
import { ProviderError } from '../../src/core/errors.ts';
import { findProgram } from '../../src/core/find-program.ts';
import { silentLog } from '../../src/core/log.ts';
import type { TranscribeCapability } from '../../src/core/transcribe.ts';
import { FLITE_VOICES } from '../../src/local/flite/engine.ts';
import { POCKETSPHINX, pocketsphinx } from '../../src/local/recognise/pocketsphinx.ts';
import { sherpaFile } from '../../src/local/recognise/sherpa.ts';
import { RATE } from '../../src/local/recognise/sound.ts';
import { whisperFile } from '../../src/local/recognise/whisper.ts';
import { hasShared, shared } from '../shared.ts';
import { SENTENCES } from '../support/sentences.ts';
import { engineEndpoint, spoken, wavOf } from '../support/speech.ts';
import { wordErrors, wordsOf } from '../support/word-errors.ts';

type Sample = { readonly name: string; readonly lang: string; readonly pcm: Pcm; readonly transcript: string };
type Score = { readonly errors: number; readonly words: number; readonly soundS: number; readonly tookS: number };

const page = join(import.meta.dirname, '..', '..', 'docs', 'speech-quality.md');
const clipsSchema = z.array(z.object({ file: z.string(), lang: z.string(), transcript: z.string() }));

/** The engines that this machine has, by the name that the table gives them. */
function engines(): ReadonlyMap<string, TranscribeCapability> {
  const found = new Map<string, TranscribeCapability>();
  const program = findProgram(POCKETSPHINX.names, process.env.PATH);
  const host = { dataFolder: '', log: silentLog, program: () => program };
  if (program !== undefined) found.set(basename(program), pocketsphinx(host));
  const { WHISPER_MODEL: whisper, SHERPA_MODEL: sherpa } = process.env;
  if (whisper !== undefined) found.set(basename(whisper), whisperFile(engineEndpoint({ model: whisper })));
  if (sherpa !== undefined) found.set(basename(sherpa), sherpaFile(engineEndpoint({ model: sherpa })));
  return found;
}

async function clips(): Promise<readonly Sample[]> {
  const all = clipsSchema.parse(JSON.parse(readFileSync(shared('audio', 'expected.json'), 'utf8')));
  return Promise.all(
    all.map(async ({ file, lang, transcript }) => {
      const media = { bytes: readFileSync(shared('audio', 'files', file)), mimeType: '', name: file };
      return {
        name: file,
        lang,
        transcript,
        pcm: await decodeAudio(media, { signal: AbortSignal.timeout(60_000), rate: RATE }),
      };
    }),
  );
}

async function sentences(voice: string): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const transcript of SENTENCES) {
    const { bytes, rate } = await spoken(transcript, voice);
    const pcm = { samples: samplesOf(readRiff(bytes)?.data ?? new Uint8Array()), rate };
    samples.push({ name: voice, lang: 'en', transcript, pcm: rate === RATE ? pcm : resample(pcm, RATE) });
  }
  return samples;
}

async function score(engine: TranscribeCapability, samples: readonly Sample[]): Promise<Score> {
  let [errors, words, soundS, tookS] = [0, 0, 0, 0];
  for (const { pcm, lang, transcript } of samples) {
    if (!('transcribe' in engine)) throw new Error('engines of this machine answer at once');
    const began = performance.now();
    const request = { model: 'any', audio: wavOf(pcm), language: lang };
    const { text } = await engine.transcribe(request, { signal: AbortSignal.timeout(300_000) });
    tookS += (performance.now() - began) / 1000;
    soundS += pcm.samples.length / pcm.rate;
    errors += wordErrors(wordsOf(transcript), wordsOf(text));
    words += wordsOf(transcript).length;
  }
  return { errors, words, soundS, tookS };
}

const rowOf = (engine: string, what: string, { errors, words, soundS, tookS }: Score): string => {
  const rate =
    words === 0 ? (errors === 0 ? 'silence kept' : `${errors} made up`) : `${((100 * errors) / words).toFixed(1)} %`;
  return `| ${engine} | ${what} | ${errors} of ${words} | ${rate} | ${(tookS / soundS).toFixed(2)} |`;
};

/** A clip's row; where the engine refuses it, the reason that it gives stands there. */
async function rowOfClip(name: string, engine: TranscribeCapability, clip: Sample): Promise<string> {
  try {
    return rowOf(name, clip.name, await score(engine, [clip]));
  } catch (thrown) {
    if (!(thrown instanceof ProviderError) || thrown.code !== 'unsupported') throw thrown;
    return `| ${name} | ${clip.name} | – | refused: ${thrown.message} | – |`;
  }
}

const lines = [
  '| engine | sound | errors of words | word error rate | time / length of sound |',
  '|---|---|---|---|---|',
];
const add = (line: string): void => {
  lines.push(line);
  console.log(line);
};

console.log(lines.join('\n'));
const found = engines();
for (const [name, engine] of found) {
  for (const voice of FLITE_VOICES)
    add(rowOf(name, `20 sentences by ${voice}`, await score(engine, await sentences(voice))));
  for (const clip of hasShared ? await clips() : []) add(await rowOfClip(name, engine, clip));
}
if (!hasShared) console.log('The clips beside the checkout are not there: left out.');
if (found.size === 0) console.log(`No recogniser is there. Run: ${POCKETSPHINX.install}, or set WHISPER_MODEL.`);
if (process.argv.includes('--write')) {
  const [before = '', after = ''] = readFileSync(page, 'utf8').split(/<!-- measured -->.*<!-- end -->/su);
  writeFileSync(page, `${before}<!-- measured -->\n\n${lines.join('\n')}\n\n<!-- end -->${after}`);
}
