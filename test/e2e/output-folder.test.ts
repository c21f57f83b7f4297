import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCli } from '../cli.ts';
import { verifies } from '../requirements.ts';

let cli: ReturnType<typeof createCli>;
beforeEach(() => {
  cli = createCli({ LLMKIT_OUTPUT: 'results', LLMKIT_ROOTS: 'documents' });
});
afterEach(() => cli.remove());

const speak = JSON.stringify({ text: 'Good morning, harbour.', format: 'wav' });

describe(verifies('output.copies'), () => {
  it('has what was made under a readable name, which the result tells', async () => {
    const { code, stdout } = await cli.run(['call', 'speak', speak, '--json']);
    expect(code).toBe(0);
    const { artifact } = JSON.parse(stdout);
    const path = join(cli.home, 'results', `good-morning-harbour-${artifact.uri.slice(11, 19)}.wav`);
    expect(artifact.path).toBe(path);
    expect(readFileSync(path)).toHaveLength(artifact.bytes);
    await cli.run(['call', 'speak', speak]);
    expect(readdirSync(join(cli.home, 'results'))).toHaveLength(1);
  });

  it('can be read from, though LLMKIT_ROOTS does not name it', async () => {
    await cli.run(['call', 'speak', speak]);
    const note = join(cli.home, 'results', 'note.txt');
    writeFileSync(note, 'The gate is green.');
    const { stdout } = await cli.run(['call', 'parse_document', JSON.stringify({ source: note })]);
    expect(stdout).toContain('The gate is green.');
  });

  it('does not lose a result for a folder that cannot be written', async () => {
    writeFileSync(join(cli.home, 'results'), '');
    const { code, stdout } = await cli.run(['call', 'speak', speak]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `No copy could be kept in ${join(cli.home, 'results')}: a file lies where a folder should be.`,
    );
    const [stored = ''] = /\/\S+artifacts\/\S+\.wav/.exec(stdout) ?? [];
    expect(existsSync(stored)).toBe(true);
  });
});
