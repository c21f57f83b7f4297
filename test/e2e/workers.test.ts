import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { resolveOptional } from '../../src/core/import-optional.ts';

it('an idle worker does not keep the process alive, and prints nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'llmkit-idle-'));
  const child = join(import.meta.dirname, '..', 'fixtures', 'idle-child.ts');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--no-warnings', child, folder], {
    timeout: 20_000,
  });
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
  rmSync(folder, { recursive: true, force: true });
});

it.runIf(resolveOptional('@napi-rs/whisper') !== undefined)(
  'engines that spoke and heard do not keep the process alive, and print nothing',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'llmkit-idle-'));
    const child = join(import.meta.dirname, '..', 'fixtures', 'speech-child.ts');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [child, folder], { timeout: 20_000 });
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
    rmSync(folder, { recursive: true, force: true });
  },
);
