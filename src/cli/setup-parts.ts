import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { App } from '../core/app.ts';
import { asProviderError } from '../core/errors.ts';
import { findProgram } from '../core/find-program.ts';
import { POCKETSPHINX } from '../local/recognise/pocketsphinx.ts';
import { checkWhisperFile } from '../local/recognise/whisper.ts';
import { UseLiteEngine, useLiteFile } from '../local/use-lite/engine.ts';
import { llm } from './setup-llm.ts';

export type SetUp = {
  readonly app: App;
  /** The user said yes beforehand: what needs it may be installed. */
  readonly isAgreed: boolean;
  readonly say: (line: string) => void;
};

/** A thing that an embedded engine needs. Resolves to whether it is there now. */
export type SetUpPart = { readonly what: string; run(setUp: SetUp): Promise<boolean> };

export const PARTS: Readonly<Record<string, SetUpPart>> = {
  embedder: { what: 'the file of the embedding model: 28 MB, written from the installed package', run: embedder },
  recogniser: { what: 'Pocketsphinx for English speech: 37 MB from the system’s packages', run: recogniser },
  llm: { what: 'what runs GGUF language models in this server: 85 MB from npm', run: llm },
  whisper: { what: 'which whisper.cpp model files fit, from 78 MB, and where they are', run: whisper },
};

async function embedder({ app, say }: SetUp): Promise<boolean> {
  const file = useLiteFile(app.config.home);
  if (existsSync(file)) {
    say(`The embedding model is there: ${file}`);
    return true;
  }
  say(`Writing the embedding model, 28 MB, to ${file} …`);
  try {
    const engine = new UseLiteEngine({ dataFolder: app.config.home, log: app.log }, 1);
    await engine.embed(['ready'], AbortSignal.timeout(120_000));
    say('It is there, and embeds.');
    return true;
  } catch (thrown) {
    const { message, hint } = asProviderError(thrown);
    say(message);
    if (hint !== undefined) say(hint);
    return false;
  }
}

async function recogniser({ app, isAgreed, say }: SetUp): Promise<boolean> {
  const find = (): string | undefined => findProgram(POCKETSPHINX.names, app.config.variable('PATH'));
  const found = find();
  if (found !== undefined) {
    say(`Pocketsphinx is there: ${found}`);
    return true;
  }
  const [apt = '', ...args] = POCKETSPHINX.install.split(' ');
  const isRoot = process.getuid?.() === 0;
  const program = findProgram([apt], app.config.variable('PATH'));
  if (!isAgreed || !isRoot || program === undefined) {
    say('Pocketsphinx hears English, offline. It takes 37 MB. On Debian and Ubuntu this installs it:');
    say(`  ${isRoot ? '' : 'sudo '}${POCKETSPHINX.install}`);
    if (isRoot && program !== undefined) say('With --yes it is run for you.');
    return false;
  }
  say(`Installing 37 MB: ${POCKETSPHINX.install}`);
  const [install = '', ...packages] = args;
  const status = await run(program, [install, '--yes', ...packages]);
  const isThere = find() !== undefined;
  say(isThere ? 'Pocketsphinx is there.' : `It is not there: ${apt} ended with ${status}. Try: apt-get update`);
  return isThere;
}

const run = (program: string, args: readonly string[]): Promise<number | string> =>
  new Promise((resolve) => {
    // What it prints is for the person at the terminal; stdout keeps our own lines only.
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    child.once('error', (error) => resolve(error.message));
    child.once('close', (status) => resolve(status ?? 'a signal'));
  });

/** Sizes and what to expect (https://github.com/ggml-org/whisper.cpp/tree/master/models, 2026-11). */
const WHISPER_FILES = [
  ['ggml-tiny.en.bin', '78 MB', 'English, quick, rough'],
  ['ggml-base.en.bin', '148 MB', 'English, quick'],
  ['ggml-base.bin', '148 MB', '99 languages, quick'],
  ['ggml-small.bin', '488 MB', '99 languages, good'],
  ['ggml-large-v3-turbo-q5_0.bin', '574 MB', '99 languages, very good'],
  ['ggml-large-v3-turbo.bin', '1.6 GB', '99 languages, best for its time'],
] as const;
const WHISPER_SOURCE = 'https://huggingface.co/ggerganov/whisper.cpp/resolve/main/';

async function whisper({ app, say }: SetUp): Promise<boolean> {
  const path = app.config.variable('WHISPER_MODEL');
  if (path !== undefined) {
    const fault = await checkWhisperFile(path).then(
      () => undefined,
      (thrown: unknown) => asProviderError(thrown).message,
    );
    say(fault ?? `WHISPER_MODEL is a whisper.cpp model file: ${path}`);
    if (fault === undefined) return true;
  }
  say('Any model file of whisper.cpp (its name begins with ggml-) fits, quantised or not:');
  for (const [name, size, what] of WHISPER_FILES) say(`  ${size.padStart(6)}  ${WHISPER_SOURCE}${name}  ${what}`);
  say('Download one, keep it where you like, and set WHISPER_MODEL to its path.');
  return false;
}
