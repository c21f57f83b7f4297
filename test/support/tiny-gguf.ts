/**
 * A GGUF model of half a megabyte with weights of no meaning, so that the real loader and the real decoder run where no
 * trained model can be had. Layout: magic, version, counts, key-value pairs, tensor heads, tensors (ggml's docs/gguf.md).
 */
const WIDTH = 64;
const HEADS = 4;
const LAYERS = 2;
const INNER = 128;
const ALIGNMENT = 32;
const CONTROLS = 3;

const [U32, F32, STRING, ARRAY, I32] = [4, 6, 8, 9, 5];
const [NORMAL, UNKNOWN, CONTROL, BYTE] = [1, 2, 3, 6];

export type TinyGguf = {
  /** Tokens that it looks at. */
  readonly contextTokens?: number;
  /** One that makes vectors: the mean of its tokens'. */
  readonly embeds?: boolean;
  readonly seed?: number;
  /** `adapter`, `mmproj`: no whole model. */
  readonly type?: string;
};

const u32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
const u64 = (value: number): Buffer => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
const f32 = (value: number): Buffer => Buffer.from(Float32Array.of(value).buffer);
const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);

/** Numbers from -0.5 to 0.5, the same in every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x8000_0000 - 0.5;
  };
}

/** Every byte is a token, so that any text can be read; the rest are pieces that JSON and words are made of. */
function vocabulary() {
  const bytes = Array.from({ length: 256 }, (_, value) => `<0x${value.toString(16).toUpperCase().padStart(2, '0')}>`);
  const pieces = [
    '▁',
    ...'etaonisrhldu cmfpgwybvkxjqz'.replace(' ', ''),
    '▁the',
    '▁a',
    '▁is',
    '{',
    '}',
    '"',
    ':',
    ',',
    '.',
  ];
  const tokens = ['<unk>', '<s>', '</s>', ...bytes, ...pieces];
  const types = [UNKNOWN, CONTROL, CONTROL, ...bytes.map(() => BYTE), ...pieces.map(() => NORMAL)];
  const scores = tokens.map((_, index) => (types[index] === NORMAL ? -index : 0));
  return { tokens, types, scores };
}

export function tinyGguf({ contextTokens = 512, embeds = false, seed = 1, type = 'model' }: TinyGguf = {}): Buffer {
  const { tokens, types, scores } = vocabulary();
  const pairs: Buffer[] = [];
  const put = (key: string, kind: number, value: Buffer): void => {
    pairs.push(Buffer.concat([text(key), u32(kind), value]));
  };
  const array = (kind: number, items: readonly Buffer[]): Buffer =>
    Buffer.concat([u32(kind), u64(items.length), ...items]);
  put('general.architecture', STRING, text('llama'));
  put('general.type', STRING, text(type));
  put('general.name', STRING, text('tiny random'));
  put('llama.context_length', U32, u32(contextTokens));
  put('llama.embedding_length', U32, u32(WIDTH));
  put('llama.block_count', U32, u32(LAYERS));
  put('llama.feed_forward_length', U32, u32(INNER));
  put('llama.attention.head_count', U32, u32(HEADS));
  put('llama.attention.head_count_kv', U32, u32(HEADS));
  put('llama.rope.dimension_count', U32, u32(WIDTH / HEADS));
  put('llama.attention.layer_norm_rms_epsilon', F32, f32(1e-5));
  put('llama.vocab_size', U32, u32(tokens.length));
  if (embeds) put('llama.pooling_type', U32, u32(1));
  put('tokenizer.ggml.model', STRING, text('llama'));
  put('tokenizer.ggml.tokens', ARRAY, array(STRING, tokens.map(text)));
  put('tokenizer.ggml.scores', ARRAY, array(F32, scores.map(f32)));
  put('tokenizer.ggml.token_type', ARRAY, array(I32, types.map(u32)));
  put('tokenizer.ggml.bos_token_id', U32, u32(1));
  put('tokenizer.ggml.eos_token_id', U32, u32(2));
  put('tokenizer.ggml.unknown_token_id', U32, u32(0));
  const template = "{% for m in messages %}{{ '<s>' + m['role'] + ': ' + m['content'] + '</s>' }}{% endfor %}";
  put('tokenizer.chat_template', STRING, text(template));

  const next = sequence(seed);
  const heads: Buffer[] = [];
  const bodies: Buffer[] = [];
  let offset = 0;
  const tensor = (name: string, ...shape: readonly number[]): void => {
    const length = shape.reduce((product, size) => product * size, 1);
    const scale = 2 / Math.sqrt(shape[0] ?? 1);
    const values = Float32Array.from({ length }, () => (name.includes('norm') ? 1 : next() * scale));
    // Without temperature no control token is ever the likeliest, so that an answer ends where it is told to.
    if (name === 'output.weight') values.fill(0, 0, CONTROLS * WIDTH);
    const padded = Buffer.alloc(Math.ceil(values.byteLength / ALIGNMENT) * ALIGNMENT);
    Buffer.from(values.buffer).copy(padded);
    heads.push(Buffer.concat([text(name), u32(shape.length), ...shape.map(u64), u32(0), u64(offset)]));
    bodies.push(padded);
    offset += padded.length;
  };
  tensor('token_embd.weight', WIDTH, tokens.length);
  tensor('output_norm.weight', WIDTH);
  tensor('output.weight', WIDTH, tokens.length);
  for (let layer = 0; layer < LAYERS; layer++) {
    const block = `blk.${layer}`;
    tensor(`${block}.attn_norm.weight`, WIDTH);
    tensor(`${block}.ffn_norm.weight`, WIDTH);
    for (const part of ['attn_q', 'attn_k', 'attn_v', 'attn_output']) tensor(`${block}.${part}.weight`, WIDTH, WIDTH);
    tensor(`${block}.ffn_gate.weight`, WIDTH, INNER);
    tensor(`${block}.ffn_up.weight`, WIDTH, INNER);
    tensor(`${block}.ffn_down.weight`, INNER, WIDTH);
  }

  const head = Buffer.concat([Buffer.from('GGUF'), u32(3), u64(heads.length), u64(pairs.length), ...pairs, ...heads]);
  return Buffer.concat([head, Buffer.alloc((ALIGNMENT - (head.length % ALIGNMENT)) % ALIGNMENT), ...bodies]);
}
