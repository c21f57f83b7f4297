import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runProgram } from '../../audio/program.ts';
import { encodeWav, pcm16Of } from '../../audio/wav.ts';
import type { Pcm } from '../../core/audio.ts';
import { ProviderError } from '../../core/errors.ts';
import type { EngineHost, EngineProgram } from '../../core/provider.ts';
import type { TranscribeCapability, TranscriptSegment } from '../../core/transcribe.ts';
import { baseLanguage, dropped } from '../../wire/transcribe-wishes.ts';
import { type Heard, heardWords } from './heard.ts';
import { hearInPieces } from './in-pieces.ts';
import { readContinuous, readCtm, readSingle } from './pocketsphinx-output.ts';
import { WAV_INTAKE } from './sound.ts';

export const POCKETSPHINX_MODEL = 'en-us';
/**
 * Version 5 is one program. Of version 0.8, which Debian 12 and Ubuntu carry, the program for files makes two thirds of the
 * errors of the one for microphones, because it looks at a whole utterance before it begins.
 */
export const POCKETSPHINX: EngineProgram = {
  names: ['pocketsphinx', 'pocketsphinx_batch', 'pocketsphinx_continuous'],
  install: 'apt-get install pocketsphinx pocketsphinx-en-us',
};

/** Each piece costs half a second of start-up, and the search slows down on long utterances. */
const PIECE_S = 20;
/** Twenty times what a slow machine needs for a piece. */
const TIMEOUT_MS = 600_000;
const MAX_OUTPUT_BYTES = 1_000_000;
const PROVIDER = 'pocketsphinx';

/** English speech by the Pocketsphinx that is installed on this machine, in a process of its own for each piece. */
export function pocketsphinx(host: EngineHost): TranscribeCapability {
  return {
    intake: () => WAV_INTAKE,
    async transcribe(request, options) {
      const program = host.program?.();
      if (program === undefined) {
        throw new ProviderError('not_configured', {
          provider: PROVIDER,
          message: 'Pocketsphinx is not installed on this machine.',
          hint: `Run: ${POCKETSPHINX.install}`,
          processed: false,
        });
      }
      if (request.language !== undefined && baseLanguage(request.language) !== 'en') {
        throw new ProviderError('unsupported', {
          provider: PROVIDER,
          message: `Pocketsphinx understands English, not "${request.language.slice(0, 20)}".`,
          hint: 'Set WHISPER_MODEL to a multilingual whisper.cpp model file, or name a provider that transcribes it.',
          processed: false,
        });
      }
      const hear = (piece: Pcm, _before: string, signal: AbortSignal) => heardBy(program, piece, signal);
      const result = await hearInPieces(request, options, { provider: PROVIDER, maxSeconds: PIECE_S, hear });
      return { ...result, language: 'en', notes: dropped(request, { speakers: true, prompt: true }) };
    },
  };
}

async function heardBy(program: string, piece: Pcm, signal: AbortSignal): Promise<Heard> {
  const folder = await mkdtemp(join(tmpdir(), 'llmkit-hear-'));
  try {
    const { args, words } = await planFor(program, piece, folder);
    const ran = await runProgram(program, args, { signal, timeoutMs: TIMEOUT_MS, maxOutputBytes: MAX_OUTPUT_BYTES });
    if (ran === undefined) throw failure('it has gone');
    if (ran.status !== 0) throw failure(complaintIn(ran.complaint) ?? `it ended with ${ran.status ?? 'a signal'}`);
    return heardWords(await words(new TextDecoder().decode(ran.output)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How a program is asked, and where it leaves the words. */
type Plan = {
  readonly args: readonly string[];
  readonly words: (stdout: string) => readonly TranscriptSegment[] | Promise<readonly TranscriptSegment[]>;
};

async function planFor(program: string, piece: Pcm, folder: string): Promise<Plan> {
  if (basename(program).startsWith('pocketsphinx_batch')) {
    await writeFile(join(folder, 'piece.raw'), pcm16Of(piece.samples));
    const list = join(folder, 'list');
    await writeFile(list, 'piece\n');
    const ctm = join(folder, 'words');
    // Silence is kept, since what is removed is missing from the times.
    const options = ['-adcin', 'yes', '-cepdir', folder, '-cepext', '.raw', '-remove_silence', 'no'];
    return { args: [...options, '-ctl', list, '-ctm', ctm], words: async () => readCtm(await readFile(ctm, 'utf8')) };
  }
  const file = join(folder, 'piece.wav');
  await writeFile(file, encodeWav(piece));
  return basename(program).startsWith('pocketsphinx_continuous')
    ? { args: ['-infile', file, '-time', 'yes'], words: readContinuous }
    : { args: ['single', file], words: readSingle };
}

/** Among hundreds of lines of information, the one that says what is wrong. */
const complaintIn = (stderr: string): string | undefined =>
  stderr
    .split(/\r?\n/)
    .filter((line) => /^(?:FATAL|ERROR)/.test(line))
    .at(-1)
    ?.slice(0, 200);

const failure = (reason: string): ProviderError =>
  new ProviderError('unavailable', {
    provider: PROVIDER,
    message: `Pocketsphinx failed: ${reason}.`,
    hint: `Its English model may be missing. Run: ${POCKETSPHINX.install}`,
  });
