import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepCopy } from '../../../src/runtime/output-folder.ts';
import { temporaryFolder } from './pipeline.ts';

const sha256 = '0123456789abcdef'.repeat(4);

function original(content = 'picture', title = 'A red boat, at dusk!') {
  const path = join(temporaryFolder(), 'stored');
  writeFileSync(path, content);
  return { path, bytes: content.length, sha256, extension: 'png', title };
}

describe('a copy in the output folder', () => {
  it('is named by its title and its content, in a folder that is made for it', async () => {
    const folder = join(temporaryFolder(), 'not/yet');
    const path = await keepCopy(folder, original());
    expect(path).toBe(join(folder, 'a-red-boat-at-dusk-01234567.png'));
    expect(readFileSync(path, 'utf8')).toBe('picture');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it.each([
    [
      'whole words, of any alphabet',
      'Ein schönes Bild — 夜景 über dem Hafen von Hamburg, morgens',
      'ein-schönes-bild-夜景-über-dem-hafen-von',
    ],
    ['a part of one long word', 'a'.repeat(90), 'a'.repeat(40)],
    ['nothing that leads elsewhere', '../../etc/passwd\u202e\0', 'etc-passwd'],
    ['something where there are no words', '…', 'file'],
  ])('is called by %s', async (_, title, expected) => {
    const folder = temporaryFolder();
    expect(await keepCopy(folder, original('picture', title))).toBe(join(folder, `${expected}-01234567.png`));
  });

  it('is made once, whatever the title, also when several ask at once', async () => {
    const folder = temporaryFolder();
    const stored = original();
    const paths = await Promise.all([stored, stored, stored].map((one) => keepCopy(folder, one)));
    expect(await keepCopy(folder, { ...stored, title: 'image' })).toBe(paths[0]);
    expect(new Set(paths).size).toBe(1);
    expect(readdirSync(folder)).toEqual(['a-red-boat-at-dusk-01234567.png']);
  });

  it('never takes the place of another file, and follows no link', async () => {
    const folder = temporaryFolder();
    const secret = join(temporaryFolder(), 'secret');
    writeFileSync(secret, 'mine');
    symlinkSync(secret, join(folder, 'a-red-boat-at-dusk-01234567.png'));
    writeFileSync(join(folder, 'a-red-boat-at-dusk-0123456789abcdef.png'), 'edited by hand');
    const path = await keepCopy(folder, original());
    expect(path).toBe(join(folder, `a-red-boat-at-dusk-${sha256}.png`));
    expect(readFileSync(secret, 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'a-red-boat-at-dusk-0123456789abcdef.png'), 'utf8')).toBe('edited by hand');
  });

  it('fails with the folder and the reason, and leaves nothing half done', async () => {
    const file = join(temporaryFolder(), 'a-file');
    writeFileSync(file, '');
    await expect(keepCopy(join(file, 'folder'), original())).rejects.toMatchObject({
      code: 'internal',
      message: `No copy could be kept in ${join(file, 'folder')}: its path leads through a file.`,
    });
    const folder = temporaryFolder();
    for (const digits of [8, 16, 64]) mkdirSync(join(folder, `a-red-boat-at-dusk-${sha256.slice(0, digits)}.png`));
    await expect(keepCopy(folder, original())).rejects.toThrow('other files have its names');
    expect(readdirSync(folder)).toHaveLength(3);
  });
});
