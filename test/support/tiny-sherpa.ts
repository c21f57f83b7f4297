import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OnnxGraph } from '../../src/local/use-lite/onnx.ts';
import { message, text } from '../../src/local/use-lite/protobuf.ts';

const BANDS = 80;
const PIECES = ['▁the', '▁cat', 's', '<blk>'];

/**
 * Writes a sherpa-onnx model folder of the kind NeMo CTC whose weights mean nothing: each frame's bands times one matrix, so
 * that the real loader, features and decoder run where no trained model can be had.
 */
export function writeTinySherpa(folder: string): void {
  const graph = new OnnxGraph();
  const features = graph.input('audio_signal', 'float', ['N', BANDS, 'T']);
  graph.input('length', 'int64', ['N']);
  const weights = Float32Array.from({ length: BANDS * PIECES.length }, (_, index) => Math.sin(index * 12.9898));
  const frames = graph.add('Transpose', [features], { perm: [0, 2, 1] });
  const scores = graph.add('MatMul', [frames, graph.floats([BANDS, PIECES.length], weights)]);
  const logits = graph.add('LogSoftmax', [scores], { axis: -1 });
  const facts = { vocab_size: String(PIECES.length), subsampling_factor: '1', normalize_type: 'per_feature' };
  const metadata = Object.entries(facts).map(([key, value]) => message(14, [text(1, key), text(2, value)]));
  mkdirSync(folder, { recursive: true });
  // Fields of a protobuf message may follow one another in any order, so these can simply be added.
  writeFileSync(
    join(folder, 'model.onnx'),
    Buffer.concat([graph.model(logits, ['N', 'T', PIECES.length]), ...metadata]),
  );
  writeFileSync(join(folder, 'tokens.txt'), PIECES.map((piece, index) => `${piece} ${index}\n`).join(''));
}
