import { basename } from 'node:path';
import type { Pcm } from '../../core/audio.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { requireOptional } from '../../core/import-optional.ts';
import type { TranscribeCapability } from '../../core/transcribe.ts';
import { workerUrl } from '../../core/worker.ts';
import { baseLanguage, dropped } from '../../wire/transcribe-wishes.ts';
import { modelProcess } from '../process/model-process.ts';
import type { Heard, HearQuestion } from './heard.ts';
import { hearInPieces } from './in-pieces.ts';
import { sherpaModelIn } from './sherpa-folder.ts';
import { WAV_INTAKE } from './sound.ts';

const PACKAGE = 'sherpa-onnx-node';
/** Most of its models were made for single sentences. */
const PIECE_S = 20;
const PROVIDER = 'sherpa-file';

/** Speech by the sherpa-onnx model whose folder the operator named, in a process of its own. */
export function sherpaFile(endpoint: Endpoint): TranscribeCapability {
  const engine = modelProcess<HearQuestion, Heard>({
    entry: workerUrl('sherpa-child', import.meta.url),
    provider: PROVIDER,
    what: 'recogniser',
  });
  return {
    intake: () => WAV_INTAKE,
    async transcribe(request, options) {
      requireOptional([PACKAGE], 'A sherpa-onnx model');
      const model = endpoint.setting('model') ?? '';
      // Here rather than in the child, so that what is wrong with the folder is said as it is.
      sherpaModelIn(model);
      const language = baseLanguage(request.language);
      const isByWord = request.timestamps === 'word';
      const hear = ({ samples }: Pcm, _before: string, signal: AbortSignal) =>
        engine.ask({ model, samples, isByWord, ...(language === undefined ? {} : { language }) }, { signal });
      const result = await hearInPieces(request, options, { provider: PROVIDER, maxSeconds: PIECE_S, hear });
      return { ...result, model: basename(model), notes: dropped(request, { speakers: true, prompt: true }) };
    },
  };
}
