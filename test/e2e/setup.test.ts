import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProgram } from '../../src/core/find-program.ts';
import { resolveOptional } from '../../src/core/import-optional.ts';
import { POCKETSPHINX } from '../../src/local/recognise/pocketsphinx.ts';
import { createCli } from '../cli.ts';
import { hasLlama, withEngine } from '../support/llama.ts';
import { tinyGguf } from '../support/tiny-gguf.ts';

let cli: ReturnType<typeof createCli>;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli.remove());

const node = process.execPath;

describe('setup', () => {
  it('alone lists its parts with their sizes', async () => {
    const { code, stdout } = await cli.run(['setup']);
    expect(code).toBe(0);
    for (const part of ['embedder', 'recogniser', 'llm', 'whisper'])
      expect(stdout).toMatch(new RegExp(`setup ${part} .*MB`));
  });

  it('of an unknown part is wrong usage, with the nearest part', async () => {
    expect(await cli.run(['setup', 'embeder'])).toMatchObject({ code: 2, stderr: expect.stringContaining('embedder') });
  });

  it.runIf(resolveOptional('onnxruntime-node') !== undefined)(
    'embedder writes the model once, size first',
    async () => {
      const first = await cli.run(['setup', 'embedder']);
      expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Writing the embedding model, 28 MB/) });
      expect(existsSync(join(cli.home, 'models', 'use-lite-1.onnx'))).toBe(true);
      expect(await cli.run(['setup', 'embedder'])).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/is there/),
      });
    },
  );

  it('llm says what it needs where npm is not there, and leaves nothing half done', async () => {
    const empty = createCli({ PATH: '/nowhere' });
    const { code, stdout } = await empty.run(['setup', 'llm'], '', node);
    expect(code).toBe(1);
    expect(stdout).toMatch(/npm is not on the PATH/);
    expect(existsSync(join(empty.home, 'engines'))).toBe(false);
    empty.remove();
  });

  it('llm leaves nothing behind when npm fails', async () => {
    const broken = createCli();
    const bin = join(broken.home, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'npm'), '#!/bin/sh\nexit 7\n', { mode: 0o755 });
    const failing = createCli({ PATH: `${bin}:${process.env.PATH}` });
    const { code, stdout } = await failing.run(['setup', 'llm'], '', node);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Installing node-llama-cpp .*85 MB.*\nnpm ended with 7/);
    expect(readdirSync(join(failing.home, 'engines'))).toEqual([]);
    broken.remove();
    failing.remove();
  });

  it.runIf(hasLlama)('llm is content with what is there, and says which models are', async () => {
    const models = createCli({ HOME: cli.home });
    withEngine(models.home);
    mkdirSync(join(models.home, 'models'));
    writeFileSync(join(models.home, 'models', 'tiny.gguf'), tinyGguf());
    const { code, stdout } = await models.run(['setup', 'llm']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/is there: /);
    expect(stdout).not.toMatch(/Installing/);
    const found = createCli({ HOME: cli.home, LLMKIT_HOME: models.home, LLMKIT_DISCOVER: '1' });
    expect((await found.run(['setup', 'llm'])).stdout).toMatch(/gguf-file\/tiny {2}.*LLMKit/);
    const chat = await found.run(['call', 'chat', '{"prompt":"Hi","max_tokens":4,"model":"gguf-file/tiny"}', '--json']);
    expect(JSON.parse(chat.stdout)).toMatchObject({ model: 'tiny', local: true, cost_usd: 0, usage: { output: 4 } });
    found.remove();
    models.remove();
  });

  it('recogniser prints the line and runs nothing without --yes', async () => {
    const empty = createCli({ PATH: '/nowhere' });
    const { code, stdout } = await empty.run(['setup', 'recogniser'], '', node);
    expect(code).toBe(1);
    expect(stdout).toMatch(/37 MB.*apt-get install pocketsphinx pocketsphinx-en-us/s);
    empty.remove();
  });

  it.runIf(findProgram(POCKETSPHINX.names, process.env.PATH) !== undefined)(
    'recogniser says that it is there',
    async () => {
      expect(await cli.run(['setup', 'recogniser', '--yes'])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('Pocketsphinx is there'),
      });
    },
  );

  it('whisper says which files fit, and checks the one that is named', async () => {
    expect((await cli.run(['setup', 'whisper'])).stdout).toMatch(/148 MB {2}https:\S+ggml-base.bin/);
    const file = join(cli.home, 'model.bin');
    writeFileSync(file, 'lmgg and more');
    const named = createCli({ WHISPER_MODEL: file });
    expect(await named.run(['setup', 'whisper'])).toMatchObject({ code: 0, stdout: expect.stringContaining(file) });
    writeFileSync(file, 'something else');
    expect(await named.run(['setup', 'whisper'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('is not a whisper.cpp model file'),
    });
    named.remove();
  });
});

describe('doctor', () => {
  it('tells what the machine speaks and hears with, and how to get what it lacks', async () => {
    const empty = createCli({ PATH: '/nowhere' });
    const { stdout, code } = await empty.run(['doctor']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Embedded voices: /);
    expect(stdout).toMatch(/note {2}Embedded recogniser: none.*\n.*apt-get install pocketsphinx/);
    expect(stdout).toMatch(/note {2}ffmpeg: .*m4a/);
    empty.remove();
  });

  it('names a model that suits the machine, and the command that gets it', async () => {
    const empty = createCli({ PATH: '/nowhere', HOME: '/nowhere' });
    const { stdout } = await empty.run(['doctor'], '', node);
    expect(stdout).toMatch(/note {2}GGUF models: none found.*\n.*llmkit-mcp setup llm/);
    expect(stdout).toMatch(/Model for this machine: [\d.]+ GB of memory.*\n.*setup llm && curl -L .*\.gguf/);
    empty.remove();
  });

  it('calls a GGUF model that cannot be read a fault', async () => {
    const named = createCli({ LOCAL_GGUF: '/nowhere/model.gguf' });
    const { stdout, code } = await named.run(['doctor']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAULT GGUF models: \/nowhere\/model\.gguf/);
    named.remove();
  });

  it('calls a whisper model that cannot be read a fault', async () => {
    const named = createCli({ WHISPER_MODEL: '/nowhere/ggml-base.bin' });
    const { stdout, code } = await named.run(['doctor']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAULT Whisper model: .*\/nowhere\/ggml-base\.bin/);
    named.remove();
  });
});
