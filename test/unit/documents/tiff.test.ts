import { describe, expect, it } from 'vitest';
import { openPictures } from '../../../src/documents/image-open.ts';

/** A grey JPEG of 16 x 16 pixels, black on its left half, white on its right. */
const HALVES = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/wAALCAAQABABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAABwb/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AJkmDMmP/9k=',
  'base64',
);

/** Tag, type and number of values, and the value or where it stands. */
type Tag = readonly [number, number, number, number];

function tiff(tags: readonly Tag[], data = Buffer.alloc(0)): Buffer {
  const folder = Buffer.alloc(2 + 12 * tags.length + 4);
  folder.writeUInt16LE(tags.length, 0);
  for (const [index, [tag, type, count, value]] of tags.entries()) {
    const at = 2 + 12 * index;
    folder.writeUInt16LE(tag, at);
    folder.writeUInt16LE(type, at + 2);
    folder.writeUInt32LE(count, at + 4);
    folder.writeUInt32LE(value, at + 8);
  }
  return Buffer.concat([Buffer.from('II*\0\x08\0\0\0', 'latin1'), folder, data]);
}

describe('TIFF', () => {
  it('has grey pictures that are packed as JPEG', async () => {
    const tags: readonly Tag[] = [
      [256, 3, 1, 16],
      [257, 3, 1, 16],
      [258, 3, 1, 8],
      [259, 3, 1, 7],
      [262, 3, 1, 1],
      [273, 4, 1, 8 + 2 + 12 * 8 + 4],
      [278, 3, 1, 16],
      [279, 4, 1, HALVES.length],
    ];
    const { grey, width } = await (await openPictures(tiff(tags, HALVES))).decode(0);
    expect(width).toBe(16);
    const row = [...grey.subarray(12 * 16, 13 * 16)];
    expect(row.slice(0, 7).every((value) => value < 60)).toBe(true);
    expect(row.slice(9).every((value) => value > 200)).toBe(true);
  });

  it('is refused at once when a tag claims more values than the file has room for', async () => {
    const lying = tiff([
      [256, 4, 1, 50_000],
      [257, 4, 1, 50_000],
      [273, 4, 0xffffffff, 8],
    ]);
    await expect(openPictures(lying)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('claim more than it holds'),
    });
  });
});
