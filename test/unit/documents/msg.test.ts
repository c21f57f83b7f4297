import { burn, type Entry } from '@kenjiuno/msgreader/lib/Burner.js';
import { describe, expect, it } from 'vitest';
import { docx, paragraph, parsed } from '../../support/office.ts';

/** Kinds of entries of an OLE file, as its format numbers them. */
const [DIRECTORY, DOCUMENT, ROOT] = [1, 2, 5];

/** A folder of an OLE file: streams are bytes, strings become UTF-16. */
type Folder = { readonly [name: string]: Uint8Array | string | Folder };

function oleFile(root: Folder): Uint8Array {
  const entries: Entry[] = [{ name: 'Root Entry', type: ROOT, length: 0, children: [] }];
  const add = (folder: Folder, parent: Entry): void => {
    for (const [name, content] of Object.entries(folder)) {
      parent.children?.push(entries.length);
      if (typeof content === 'string' || content instanceof Uint8Array) {
        // The writer takes the whole buffer below the bytes.
        const bytes = new Uint8Array(typeof content === 'string' ? Buffer.from(content, 'utf16le') : content);
        entries.push({ name, type: DOCUMENT, length: bytes.byteLength, binaryProvider: () => bytes });
      } else {
        const entry: Entry = { name, type: DIRECTORY, length: 0, children: [] };
        entries.push(entry);
        add(content, entry);
      }
    }
  };
  if (entries[0] !== undefined) add(root, entries[0]);
  return burn(entries);
}

describe('Outlook messages', () => {
  it('reads people, body and attachments, each attachment as what it is', async () => {
    const message = oleFile({
      '__properties_version1.0': Buffer.alloc(32),
      '__substg1.0_0037001F': 'Réunion 会議',
      '__substg1.0_0C1A001F': 'Ada',
      '__substg1.0_0C1F001F': 'ada@example.com',
      '__substg1.0_1000001F': 'See the letter.\r\nBye',
      '__attach_version1.0_#00000000': {
        '__properties_version1.0': Buffer.alloc(8),
        '__substg1.0_3707001F': 'letter.docx',
        '__substg1.0_37010102': docx(paragraph('Dear Bob')),
      },
    });
    const { text, metadata, mimeType } = await parsed(message, 'a.msg');
    expect(text).toBe(
      '# Réunion 会議\n\nFrom: Ada <ada@example.com>\n\nSee the letter.\nBye\n\n## Attachment: letter.docx\n\nDear Bob',
    );
    expect(metadata).toMatchObject({ title: 'Réunion 会議', attachments: 'letter.docx' });
    expect(mimeType).toBe('application/vnd.ms-outlook');
  });

  it('reads an HTML body where there is no plain one', async () => {
    const message = oleFile({
      '__properties_version1.0': Buffer.alloc(32),
      '__substg1.0_0037001F': 'Hi',
      '__substg1.0_10130102': Buffer.from('<html><body><p>Only <b>HTML</b></p></body></html>'),
    });
    expect((await parsed(message)).text).toBe('# Hi\n\nOnly HTML');
  });
});
