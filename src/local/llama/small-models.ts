/** A model for machines of people. `bytes` is what is downloaded, and about what it takes in memory before any context. */
export type SmallModel = {
  /** Ollama's name for it. */
  readonly ollama: string;
  readonly bytes: number;
  readonly what: string;
  /** The same weights as one file, to be had without an account. */
  readonly gguf: string;
};

const HUB = 'https://huggingface.co';
const GB = 1_000_000_000;

/**
 * Smallest first: four bits a weight, instruction-tuned. Sizes as ollama.com/library and the files' pages stated
 * them in November 2025, rounded; what is larger than the last is for machines that have an administrator.
 */
export const SMALL_MODELS: readonly SmallModel[] = [
  {
    ollama: 'tinyllama',
    bytes: 0.64 * GB,
    what: 'English, short answers',
    gguf: `${HUB}/TheBloke/TinyLlama-1.1B-Chat-v1.0-GGUF/resolve/main/tinyllama-1.1b-chat-v1.0.Q4_K_M.gguf`,
  },
  {
    ollama: 'gemma3:1b',
    bytes: 0.82 * GB,
    what: 'short texts, many languages',
    gguf: `${HUB}/ggml-org/gemma-3-1b-it-GGUF/resolve/main/gemma-3-1b-it-Q4_K_M.gguf`,
  },
  {
    ollama: 'phi4-mini',
    bytes: 2.5 * GB,
    what: 'reasons and calls tools',
    gguf: `${HUB}/unsloth/Phi-4-mini-instruct-GGUF/resolve/main/Phi-4-mini-instruct-Q4_K_M.gguf`,
  },
  {
    ollama: 'gemma3:4b',
    bytes: 3.3 * GB,
    what: '140 languages, sees pictures (with a server)',
    gguf: `${HUB}/ggml-org/gemma-3-4b-it-GGUF/resolve/main/gemma-3-4b-it-Q4_K_M.gguf`,
  },
  {
    ollama: 'qwen3:8b',
    bytes: 5.2 * GB,
    what: 'thinks, calls tools, many languages',
    gguf: `${HUB}/Qwen/Qwen3-8B-GGUF/resolve/main/Qwen3-8B-Q4_K_M.gguf`,
  },
  {
    ollama: 'gemma3:12b',
    bytes: 8.1 * GB,
    what: '140 languages, sees pictures (with a server)',
    gguf: `${HUB}/ggml-org/gemma-3-12b-it-GGUF/resolve/main/gemma-3-12b-it-Q4_K_M.gguf`,
  },
  {
    ollama: 'gpt-oss:20b',
    bytes: 14 * GB,
    what: 'thinks and calls tools',
    gguf: `${HUB}/ggml-org/gpt-oss-20b-GGUF/resolve/main/gpt-oss-20b-mxfp4.gguf`,
  },
];
