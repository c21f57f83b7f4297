import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('an idle worker does not keep the process alive, and prints nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'llmkit-idle-'));
  const child = join(import.meta.dirname, '..', 'fixtures', 'idle-child.ts');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--no-warnings', child, folder], {
    timeout: 20_000,
  });
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
  rmSync(folder, { recursive: true, force: true });
});
