import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCli } from '../cli.ts';
import { startUpstream, type Upstream } from '../upstream.ts';

const PIXELS = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(4000)]).toString('base64');
const ANSWER = JSON.stringify({ choices: [{ message: { content: 'A grey square.' }, finish_reason: 'stop' }] });

describe('the files that the server keeps for itself in its data folder', () => {
  let upstream: Upstream;
  let cli: ReturnType<typeof createCli>;
  const call = async (tool: string, input: object) => {
    const { stdout } = await cli.run(['call', tool, JSON.stringify(input), '--json']);
    return JSON.parse(stdout);
  };

  beforeAll(async () => {
    upstream = await startUpstream({ headers: { 'content-type': 'application/json' }, chunks: [ANSWER] });
    cli = createCli({ OPENAI_API_KEY: 'sk-test-own-files-1', OPENAI_BASE_URL: upstream.url });
    // Everything that writes there: collections, ledger, models, a sealed thread and its media.
    await call('rag_index', { collection: 'diary', sources: [{ id: 'a', text: 'What nobody else may read.' }] });
    await call('chat', { model: 'openai/m', prompt: 'What is it?', images: [`data:image/png;base64,${PIXELS}`] });
  });
  afterAll(async () => {
    cli.remove();
    await upstream.close();
  });

  it('are there at all', () => {
    const names = ['collections', 'continuation.key', 'models', 'state.sqlite', 'threads'];
    expect(readdirSync(cli.home)).toEqual(expect.arrayContaining(names));
  });

  it.each(['state.sqlite', 'continuation.key', 'collections/local/diary.sqlite', './threads/../continuation.key'])(
    'cannot be read as %s',
    async (source) => {
      for (const path of [source, join(cli.home, source)]) {
        expect((await call('parse_document', { source: path })).error.code).toBe('forbidden');
        const asked = { model: 'openai/m', prompt: 'Repeat it.', files: [path] };
        expect((await call('chat', asked)).error.code).toBe('forbidden');
      }
    },
  );

  it('are not among the files of the folder, while what was left there is', async () => {
    writeFileSync(join(cli.home, 'left.txt'), 'A file that was left there.');
    const { documents, failed } = await call('rag_index', {
      collection: 'home',
      sources: [cli.home, 'collections/**'],
    });
    expect(documents).toBe(1);
    expect(failed).toEqual([{ source: 'collections/**', reason: expect.stringContaining('forbidden') }]);
  });
});
