import { OnnxGraph, type Value } from './onnx.ts';
import type { Tensor } from './weights.ts';

export const DIMENSIONS = 512;
/** The positions that the model was trained on. */
const MAX_TOKENS = 128;
const TOKEN_WIDTH = 256;
const LAYERS = [0, 1] as const;

/**
 * The Universal Sentence Encoder (lite) as an ONNX model, made from its TensorFlow.js weights: token embeddings plus positions,
 * two transformer layers, the mean over the tokens, a tanh layer, unit length.
 *
 * Inputs for a batch of B texts of at most L tokens: `ids` [B,L]; `mask` [B,L,1], 1 where there is a token; `bias` [B,1,1,L], 0
 * there and very negative elsewhere; `positions` [L,256]; `count` [B,1], the number of tokens.
 */
export function useLiteModel(weights: ReadonlyMap<string, Tensor>): Buffer {
  const graph = new OnnxGraph();
  const trained = lookup(weights);
  const ids = graph.input('ids', 'int64', ['B', 'L']);
  const mask = graph.input('mask', 'float', ['B', 'L', 1]);
  const bias = graph.input('bias', 'float', ['B', 1, 1, 'L']);
  const positions = graph.input('positions', 'float', ['L', TOKEN_WIDTH]);
  const count = graph.input('count', 'float', ['B', 1]);

  const constant = (suffix: string, shape?: readonly number[]): Value => {
    const tensor = trained(suffix);
    return graph.floats(shape ?? tensor.shape, tensor.data);
  };
  const linear = (input: Value, kernel: string, offset: string): Value => {
    // Kernels are stored as 1×1 convolutions: the last two dimensions are the matrix.
    const product = graph.add('MatMul', [input, constant(kernel, trained(kernel).shape.slice(-2))]);
    return graph.add('Add', [product, constant(offset)]);
  };
  const epsilon = scalar(trained('FFN/layer_prepostprocess/layer_norm/Cast/x'));
  const normalise = (input: Value, prefix: string): Value =>
    graph.add(
      'LayerNormalization',
      [
        input,
        constant(`${prefix}layer_norm/layer_norm_scale/ConcatPartitions/concat`),
        constant(`${prefix}layer_norm/layer_norm_bias/ConcatPartitions/concat`),
      ],
      { axis: -1, epsilon: { fraction: epsilon } },
    );

  function attention(input: Value, prefix: string): Value {
    const own = `${prefix}MultiheadAttention/`;
    const joined = linear(
      input,
      `${own}qkv_transform_single/kernel/part_0`,
      `${own}qkv_transform_single/bias/ConcatPartitions/concat`,
    );
    const sizes = [...trained(`${own}Const`).data];
    const width = sizes[0] ?? 0;
    const headWidth = scalar(trained(`${own}split_heads/split_last_dimension/Reshape/shape/3`));
    const [query, key, value] = graph.splitInThree(joined, 2, sizes);
    const heads = (part: Value, perm: readonly number[]): Value =>
      graph.add('Transpose', [graph.add('Reshape', [part, graph.integers(0, 0, width / headWidth, headWidth)])], {
        perm,
      });
    const scaled = graph.add('Mul', [heads(query, [0, 2, 1, 3]), constant(`${own}mul/y`, [])]);
    const likeness = graph.add('MatMul', [scaled, heads(key, [0, 2, 3, 1])]);
    const weightsOfTokens = graph.add('Softmax', [graph.add('Add', [likeness, bias])], { axis: -1 });
    const mixed = graph.add('MatMul', [weightsOfTokens, heads(value, [0, 2, 1, 3])]);
    const together = graph.add('Transpose', [mixed], { perm: [0, 2, 1, 3] });
    return linear(
      graph.add('Reshape', [together, graph.integers(0, 0, width)]),
      `${own}output_transform_single/kernel/part_0`,
      `${own}output_transform_single/bias/ConcatPartitions/concat`,
    );
  }

  function feedForward(input: Value, prefix: string): Value {
    const own = `${prefix}FFN/`;
    const normal = normalise(input, `${own}layer_prepostprocess/`);
    const wide = linear(normal, `${own}conv1/Tensordot/Reshape_1`, `${own}conv1/bias/ConcatPartitions/concat`);
    const bent = graph.add('Relu', [wide]);
    return linear(bent, `${own}conv2/Tensordot/Reshape_1`, `${own}conv2/bias/ConcatPartitions/concat`);
  }

  const tokens = graph.add('Gather', [constant('module/Embeddings_en'), ids], { axis: 0 });
  // The model scales its embeddings by two before it adds the positions.
  const placed = graph.add('Add', [graph.add('Add', [tokens, tokens]), positions]);
  let state = graph.add('Mul', [placed, mask]);
  for (const layer of LAYERS) {
    const prefix = `Layer_${layer}/TransformerLayer/`;
    // The first layer widens its input, and so needs a wider residual too.
    const residual =
      layer === 0
        ? linear(state, `${prefix}dense/kernel/ConcatPartitions/concat`, `${prefix}dense/bias/ConcatPartitions/concat`)
        : state;
    const attended = attention(normalise(state, `${prefix}layer_prepostprocess/`), prefix);
    const middle = graph.add('Add', [attended, residual]);
    state = graph.add('Add', [feedForward(middle, prefix), middle]);
  }
  const sum = graph.add('ReduceSum', [graph.add('Mul', [state, mask]), graph.integers(1)], { keepdims: 0 });
  const mean = graph.add('Div', [sum, count]);
  const squashed = graph.add('Tanh', [linear(mean, 'tanh_layer_0/weights', 'tanh_layer_0/bias')]);
  const unit = graph.add('LpNormalization', [squashed], { axis: -1, p: 2 });
  return graph.model(unit, ['B', DIMENSIONS]);
}

/** The sine and cosine positions of every token place, [128,256]. */
export function positionTable(weights: ReadonlyMap<string, Tensor>): Float32Array {
  const { data: frequencies } = lookup(weights)('TimingSignal/ExpandDims_1');
  const half = TOKEN_WIDTH / 2;
  const table = new Float32Array(MAX_TOKENS * TOKEN_WIDTH);
  for (let position = 0; position < MAX_TOKENS; position++) {
    for (let index = 0; index < half; index++) {
      const angle = position * (frequencies[index] ?? 0);
      table[position * TOKEN_WIDTH + index] = Math.sin(angle);
      table[position * TOKEN_WIDTH + half + index] = Math.cos(angle);
    }
  }
  return table;
}

export const TOKEN_VECTOR = TOKEN_WIDTH;

/** Tensors by the end of their name: the beginning only repeats how TensorFlow nested its scopes. */
function lookup(weights: ReadonlyMap<string, Tensor>): (suffix: string) => Tensor {
  return (suffix) => {
    for (const [name, tensor] of weights) if (name.endsWith(suffix)) return tensor;
    throw new Error(`the embedding model's package has no tensor "${suffix}"`);
  };
}

const scalar = ({ data }: Tensor): number => data[0] ?? 0;
