import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { z } from 'zod';
import { DIMENSIONS, positionTable, TOKEN_VECTOR, useLiteModel } from './graph.ts';
import { writeOnce } from './model-file.ts';
import { createTokenizer, type Tokens } from './tokenizer.ts';
import { readWeights } from './weights.ts';

/** Texts (or windows) computed at once: more do not go faster, and block a cancel for longer. */
export const BATCH = 16;
const MASKED = -1e9;

export type Session = {
  tokenize(text: string): Tokens;
  /** One unit vector for each list of token ids; at most `BATCH`, none empty, none over 128 tokens. */
  run(windows: readonly (readonly number[])[]): Promise<readonly Float32Array[]>;
};

/** JSON has no way to write the score of some pieces; the original program counts those as 0, and so must we. */
const vocabularySchema = z.array(
  z.tuple([
    z.string(),
    z
      .number()
      .nullable()
      .transform((score) => score ?? 0),
  ]),
);

/** Opens the model on one thread; its ONNX file is written first when it is not there, or cannot be read. */
export async function openSession(weightsFolder: string, modelFile: string): Promise<Session> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const weights = readWeights(weightsFolder);
  const positions = positionTable(weights);
  const tokenize = createTokenizer(
    vocabularySchema.parse(JSON.parse(readFileSync(join(weightsFolder, 'vocab.json'), 'utf8'))),
  );
  const open = (): Promise<InferenceSession> => {
    writeOnce(modelFile, () => useLiteModel(weights));
    return InferenceSession.create(modelFile, {
      graphOptimizationLevel: 'all',
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
    });
  };
  const session = await open().catch(() => {
    // A file that was damaged on the disk: made anew once.
    rmSync(modelFile, { force: true });
    return open();
  });

  return {
    tokenize,
    async run(windows) {
      const rows = windows.length;
      const width = Math.max(...windows.map((window) => window.length));
      const ids = new BigInt64Array(rows * width);
      const mask = new Float32Array(rows * width);
      const bias = new Float32Array(rows * width).fill(MASKED);
      for (const [row, window] of windows.entries()) {
        for (const [column, id] of window.entries()) {
          ids[row * width + column] = BigInt(id);
          mask[row * width + column] = 1;
          bias[row * width + column] = 0;
        }
      }
      const counts = Float32Array.from(windows, (window) => window.length);
      const [name = ''] = session.outputNames;
      const { [name]: output } = await session.run({
        ids: new Tensor('int64', ids, [rows, width]),
        mask: new Tensor('float32', mask, [rows, width, 1]),
        bias: new Tensor('float32', bias, [rows, 1, 1, width]),
        positions: new Tensor('float32', positions.subarray(0, width * TOKEN_VECTOR), [width, TOKEN_VECTOR]),
        count: new Tensor('float32', counts, [rows, 1]),
      });
      if (!(output?.data instanceof Float32Array)) throw new Error('the model returned no floats');
      const { data } = output;
      return windows.map((_, row) => data.slice(row * DIMENSIONS, (row + 1) * DIMENSIONS));
    },
  };
}
