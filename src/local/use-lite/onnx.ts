import { bytes, type Field, float, integer, message, text } from './protobuf.ts';

// Field numbers and codes are those of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;
const IR_VERSION = 8;
/** The first operator set with LayerNormalization. */
const OPERATOR_SET = 17;

/** The name of a value that flows between operators. */
export type Value = string;
/** An attribute: a whole number, a list of them, or a fraction (which must be told from a whole number). */
export type Attribute = number | readonly number[] | { readonly fraction: number };
/** A dimension: its size, or a name for one that is known only at run time. */
export type Dimension = number | string;

export type TensorType = 'float' | 'int64';
const codeOf = (type: TensorType): number => (type === 'float' ? FLOAT : INT64);

/** Collects the operators and constants of a graph and writes them as an ONNX model. */
export class OnnxGraph {
  readonly #nodes: Field[] = [];
  readonly #constants: Field[] = [];
  readonly #inputs: Field[] = [];
  #names = 0;

  input(name: string, type: TensorType, shape: readonly Dimension[]): Value {
    this.#inputs.push(valueInfo(11, name, type, shape));
    return name;
  }

  /** A constant of that shape; an empty shape is a scalar. */
  floats(shape: readonly number[], data: Float32Array): Value {
    return this.#constant(FLOAT, shape, data);
  }

  integers(...values: readonly number[]): Value {
    return this.#constant(INT64, [values.length], BigInt64Array.from(values.map(BigInt)));
  }

  /** Adds an operator with one result. */
  add(operator: string, inputs: readonly Value[], attributes: Readonly<Record<string, Attribute>> = {}): Value {
    const output = this.#name();
    this.#node(operator, inputs, [output], attributes);
    return output;
  }

  /** Adds `Split` along an axis into three parts of the given sizes. */
  splitInThree(input: Value, axis: number, sizes: readonly number[]): readonly [Value, Value, Value] {
    const outputs = [this.#name(), this.#name(), this.#name()] as const;
    this.#node('Split', [input, this.integers(...sizes)], outputs, { axis });
    return outputs;
  }

  /** The model's bytes, with `output` as its one result. */
  model(output: Value, shape: readonly Dimension[]): Buffer {
    const graph = [
      ...this.#nodes,
      text(2, 'graph'),
      ...this.#constants,
      ...this.#inputs,
      valueInfo(12, output, 'float', shape),
    ];
    return Buffer.concat([
      integer(1, IR_VERSION),
      text(2, 'llmkit-mcp'),
      message(7, graph),
      message(8, [text(1, ''), integer(2, OPERATOR_SET)]),
    ]);
  }

  #name(): Value {
    this.#names += 1;
    return `v${this.#names}`;
  }

  #constant(type: number, shape: readonly number[], data: Float32Array | BigInt64Array): Value {
    const name = this.#name();
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#constants.push(
      message(5, [...shape.map((size) => integer(1, size)), integer(2, type), text(8, name), bytes(9, raw)]),
    );
    return name;
  }

  #node(
    operator: string,
    inputs: readonly Value[],
    outputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>>,
  ): void {
    this.#nodes.push(
      message(1, [
        ...inputs.map((name) => text(1, name)),
        ...outputs.map((name) => text(2, name)),
        text(4, operator),
        ...Object.entries(attributes).map(([name, value]) => message(5, [text(1, name), ...attributeFields(value)])),
      ]),
    );
  }
}

function attributeFields(value: Attribute): readonly Field[] {
  if (typeof value === 'number') return [integer(3, value), integer(20, ATTRIBUTE_INT)];
  if ('fraction' in value) return [float(2, value.fraction), integer(20, ATTRIBUTE_FLOAT)];
  return [...value.map((each) => integer(8, each)), integer(20, ATTRIBUTE_INTS)];
}

function valueInfo(field: number, name: string, type: TensorType, shape: readonly Dimension[]): Field {
  const dimensions = shape.map((size) => message(1, [typeof size === 'string' ? text(2, size) : integer(1, size)]));
  return message(field, [text(1, name), message(2, [message(1, [integer(1, codeOf(type)), message(2, dimensions)])])]);
}
