/**
 * A whisper.cpp model file of four megabytes with weights of no meaning, so that the real loader and the real decoder run
 * where no trained model can be had. Layout: magic, sizes, mel filters, vocabulary, tensors (whisper.cpp, `whisper_model_load`).
 */
const WIDTH = 32;
const HEADS = 1;
const LAYERS = 1;
const MELS = 80;
const BINS = 201;
const AUDIO_POSITIONS = 1500;
const TEXT_POSITIONS = 448;
/** Tokens of the English models, and how many of them are text. */
const TOKENS = { english: 51_864, multilingual: 51_865 };
const WORDS = 50_257;
/** The decoder looks the blank up by its text. */
const BLANK = 220;
const F32 = 0;
const F16 = 1;

const integers = (...values: readonly number[]): Buffer => Buffer.from(Int32Array.from(values).buffer);

/** Numbers from 0 to 1, the same in every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x8000_0000;
  };
}

export function tinyWhisper(kind: keyof typeof TOKENS = 'english', seed = 1): Buffer {
  const next = sequence(seed);
  const tokens = TOKENS[kind];
  const parts: Buffer[] = [Buffer.from('lmgg', 'latin1')];
  parts.push(integers(tokens, AUDIO_POSITIONS, WIDTH, HEADS, LAYERS, TEXT_POSITIONS, WIDTH, HEADS, LAYERS, MELS, F16));
  parts.push(integers(MELS, BINS), Buffer.from(Float32Array.from({ length: MELS * BINS }, () => next() / 400).buffer));
  parts.push(integers(WORDS));
  for (let index = 0; index < WORDS; index++) {
    const word = Buffer.from(index === BLANK ? ' ' : ` w${index}`);
    parts.push(integers(word.length), word);
  }

  const header = (name: string, type: number, shape: readonly number[]): void => {
    const text = Buffer.from(name);
    parts.push(integers(shape.length, text.length, type, ...shape), text);
  };
  const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
  const floats = (name: string, shape: readonly number[], value: () => number): void => {
    header(name, F32, shape);
    parts.push(Buffer.from(Float32Array.from({ length: count(shape) }, value).buffer));
  };
  /** Half-precision numbers between 1/16 and 1/8, of either sign. */
  const matrix = (name: string, ...shape: readonly number[]): void => {
    header(name, F16, shape);
    const half = () => ((next() < 0.5 ? 0 : 1) << 15) | (11 << 10) | Math.floor(next() * 1024);
    parts.push(Buffer.from(Uint16Array.from({ length: count(shape) }, half).buffer));
  };
  const bias = (name: string, ...shape: readonly number[]): void => floats(name, shape, () => next() / 5 - 0.1);
  const norm = (name: string): void => {
    floats(`${name}.weight`, [WIDTH], () => 1);
    bias(`${name}.bias`, WIDTH);
  };
  const linear = (name: string, from: number, to: number): void => {
    matrix(`${name}.weight`, from, to);
    bias(`${name}.bias`, to);
  };
  const attention = (name: string): void => {
    norm(`${name}_ln`);
    linear(`${name}.query`, WIDTH, WIDTH);
    matrix(`${name}.key.weight`, WIDTH, WIDTH);
    linear(`${name}.value`, WIDTH, WIDTH);
    linear(`${name}.out`, WIDTH, WIDTH);
  };
  const feedForward = (name: string): void => {
    norm(`${name}.mlp_ln`);
    linear(`${name}.mlp.0`, WIDTH, 4 * WIDTH);
    linear(`${name}.mlp.2`, 4 * WIDTH, WIDTH);
  };

  bias('encoder.positional_embedding', WIDTH, AUDIO_POSITIONS);
  matrix('encoder.conv1.weight', 3, MELS, WIDTH);
  bias('encoder.conv1.bias', 1, WIDTH);
  matrix('encoder.conv2.weight', 3, WIDTH, WIDTH);
  bias('encoder.conv2.bias', 1, WIDTH);
  norm('encoder.ln_post');
  bias('decoder.positional_embedding', WIDTH, TEXT_POSITIONS);
  matrix('decoder.token_embedding.weight', WIDTH, tokens);
  norm('decoder.ln');
  for (let layer = 0; layer < LAYERS; layer++) {
    for (const side of ['encoder', 'decoder']) {
      feedForward(`${side}.blocks.${layer}`);
      attention(`${side}.blocks.${layer}.attn`);
    }
    attention(`decoder.blocks.${layer}.cross_attn`);
  }
  return Buffer.concat(parts);
}
