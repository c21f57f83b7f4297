import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Pcm } from '../../core/audio.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { requireOptional } from '../../core/import-optional.ts';
import type { TranscribeCapability, TranscribeRequest } from '../../core/transcribe.ts';
import { workerUrl } from '../../core/worker.ts';
import { baseLanguage, dropped } from '../../wire/transcribe-wishes.ts';
import { modelProcess } from '../process/model-process.ts';
import type { Heard, HearQuestion } from './heard.ts';
import { hearInPieces } from './in-pieces.ts';
import { WAV_INTAKE } from './sound.ts';

export const WHISPER_PACKAGE = '@napi-rs/whisper';
/** The model looks at thirty seconds at a time. */
const PIECE_S = 29;
const PROVIDER = 'whisper-file';
/** `ggml`, as a little-endian number. */
const MAGIC = Buffer.from('lmgg', 'latin1');

/** Speech by the whisper.cpp model whose file the operator named, in a process of its own. */
export function whisperFile(endpoint: Endpoint): TranscribeCapability {
  const engine = modelProcess<HearQuestion, Heard>({
    entry: workerUrl('whisper-child', import.meta.url),
    provider: PROVIDER,
    what: 'recogniser',
  });
  return {
    intake: () => WAV_INTAKE,
    async transcribe(request, options) {
      requireOptional([WHISPER_PACKAGE], 'A whisper.cpp model file');
      const model = endpoint.setting('model') ?? '';
      await checkWhisperFile(model);
      const hear = (piece: Pcm, before: string, signal: AbortSignal) =>
        engine.ask({ model, samples: piece.samples, ...wishesOf(request, before) }, { signal });
      const result = await hearInPieces(request, options, { provider: PROVIDER, maxSeconds: PIECE_S, hear });
      return { ...result, model: basename(model), notes: dropped(request, { speakers: true }) };
    },
  };
}

/** What was said before keeps names and style over the border of two pieces. */
function wishesOf({ language, prompt, timestamps }: TranscribeRequest, before: string) {
  const said = [prompt, before].filter((part) => part !== undefined && part !== '').join(' ');
  return {
    isByWord: timestamps === 'word',
    ...(language === undefined ? {} : { language: baseLanguage(language) }),
    ...(said === '' ? {} : { prompt: said }),
  };
}

/** Throws `not_configured`, naming the file, unless it is there and begins as whisper.cpp's files do. */
export async function checkWhisperFile(path: string): Promise<void> {
  const head = await headOf(path).catch((cause: unknown) => {
    throw fault(`${path} cannot be read${cause instanceof Error ? ` (${cause.message.slice(0, 100)})` : ''}`);
  });
  if (!head.equals(MAGIC)) throw fault(`${path} is not a whisper.cpp model file: it does not begin with "ggml"`);
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const fault = (what: string): ProviderError =>
  new ProviderError('not_configured', {
    provider: PROVIDER,
    message: `WHISPER_MODEL: ${what}.`,
    hint: '`llmkit-mcp setup whisper` says which files fit and where to get them.',
    processed: false,
  });
