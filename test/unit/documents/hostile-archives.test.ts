import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { createDocumentParser } from '../../../src/documents/parser.ts';
import { docx, odf, paragraph, relations, xlsx, zipOf } from '../../support/office.ts';

const parser = createDocumentParser({ limits: { timeoutMs: 15_000 }, idleMs: 100 });
afterAll(() => parser.close());
const { signal } = new AbortController();
const parse = (bytes: Uint8Array, name = 'a.docx') => parser.parse({ bytes, mimeType: '', name }, { signal });

/** An archive of one file whose directory says of its size what it is told to say. */
function archive(name: string, content: Uint8Array, claimedBytes = content.byteLength): Uint8Array {
  const packed = deflateRawSync(content);
  const title = Buffer.from(name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.byteLength, 14);
  common.writeUInt32LE(claimedBytes, 18);
  common.writeUInt16LE(title.byteLength, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, title, packed]);
  const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, Buffer.alloc(14), title]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.byteLength, 12);
  end.writeUInt32LE(local.byteLength, 16);
  return Buffer.concat([local, entry, end]);
}

const xml = (text: string) => Buffer.from(text);
const ole = (...streams: readonly string[]) =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(504),
    ...streams.map((stream) => Buffer.from(stream, 'utf16le')),
  ]);

describe('hostile archives', () => {
  it('refuses one that says that it unpacks to too much, before it unpacks anything', async () => {
    await expect(parse(archive('word/document.xml', xml('<document/>'), 200 * 1024 * 1024))).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/unpacks to 200\.0 MB .* limit is 128\.0 MB/u),
    });
  });

  it('refuses one that unpacks to too much although it says otherwise', async () => {
    const bomb = archive('word/document.xml', Buffer.alloc(150 * 1024 * 1024, ' '), 10);
    await expect(parse(bomb)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('unpacks to'),
    });
  });

  it('refuses one whose text is much larger than itself', async () => {
    const bomb = archive('word/document.xml', Buffer.alloc(20 * 1024 * 1024, ' '));
    await expect(parse(bomb)).rejects.toMatchObject({ message: expect.stringContaining('200 times its size') });
  });

  it('refuses names that lead out of the archive', async () => {
    await expect(parse(zipOf({ 'word/document.xml': '<document/>', '../../etc/passwd': 'x' }))).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('leads out'),
    });
  });

  it('says what is wrong with a part that does not match its checksum', async () => {
    const good = Buffer.from(archive('word/document.xml', xml('<document><body/></document>')));
    good.writeUInt32LE(1, good.byteLength - 22 - 17 - 46 + 16);
    await expect(parse(good)).rejects.toMatchObject({ message: expect.stringContaining('"word/document.xml"') });
  });

  it.each([
    [
      'an archive of other files',
      zipOf({ 'notes.txt': 'x', 'data.bin': 'y' }),
      /ZIP archive and no document .*"notes\.txt"/u,
    ],
    ['an empty archive', zipOf({}), /it is empty/u],
    ['a binary workbook', zipOf({ 'xl/workbook.bin': 'x' }), /XLSB/u],
    ['an encrypted Office document', ole('EncryptionInfo', 'EncryptedPackage'), /encrypted/u],
    ['an old Word document', ole('WordDocument', '1Table'), /DOC/u],
    ['an old workbook', ole('Workbook'), /XLS/u],
    ['an old presentation', ole('PowerPoint Document'), /PPT/u],
    ['another OLE file', ole('Thumbs'), /unknown kind/u],
  ])('says what to do with %s', async (_, bytes, message) => {
    await expect(parse(bytes)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/parse/u),
    });
  });

  it('says that a damaged Outlook message is damaged', async () => {
    await expect(parse(ole('__properties_version1.0'), 'a.msg')).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('Outlook message is damaged'),
    });
  });
});

describe('hostile XML', () => {
  const strings = (declaration: string, text: string) =>
    xlsx(
      { S: '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>' },
      {
        'xl/sharedStrings.xml': `<?xml version="1.0"?><!DOCTYPE sst ${declaration}><sst><si><t>${text}</t></si></sst>`,
      },
    );

  it.each([
    ['that reads a file', '[<!ENTITY x SYSTEM "file:///etc/passwd">]', '&x;'],
    [
      'that grows without end',
      `[<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 20 }, (_, index) => `<!ENTITY b${index} "${`&${index === 0 ? 'a' : `b${index - 1}`};`.repeat(10)}">`).join('')}]`,
      '&b19;',
    ],
  ])('refuses an entity %s', async (_, declaration, text) => {
    await expect(parse(strings(declaration, text), 'a.xlsx')).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('declares entities'),
    });
  });

  it('refuses XML that is nested without end', async () => {
    await expect(parse(docx('<w:p>'.repeat(100_000)))).rejects.toMatchObject({
      message: expect.stringContaining('levels deep'),
    });
  });

  it('names the part that is cut off', async () => {
    await expect(parse(zipOf({ 'word/document.xml': '<document><body><p>' }))).rejects.toMatchObject({
      code: 'invalid_input',
      message: '"word/document.xml" in the document is not well-formed XML.',
    });
  });

  it('bounds levels, spans and repetitions that are enormous', async () => {
    const list = (level: string) =>
      paragraph('item', `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="1"/></w:numPr>`);
    const levels = docx(['999999999', '-1', 'constructor'].map(list).join(''), {
      numbering:
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="999999999"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    });
    expect((await parse(levels)).text).toContain('item');
    const cell = (text: string) => `<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>${paragraph(text)}</w:tc>`;
    const spans = docx(`<w:tbl>${`<w:tr>${cell('x').repeat(100)}</w:tr>`.repeat(100)}</w:tbl>`);
    expect((await parse(spans)).tables[0]?.rows).toHaveLength(100);
    const repeated = odf(
      'spreadsheet',
      `<office:spreadsheet><table:table>${'<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="20"><text:p>x</text:p></table:table-cell></table:table-row>'.repeat(3)}</table:table></office:spreadsheet>`,
    );
    expect((await parse(repeated)).tables).not.toHaveLength(0);
  });

  it('never fetches what lies outside', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // The server listens, so its address is one with a port.
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { text } = await parse(
      zipOf({
        '_rels/.rels': relations({
          a: ['officeDocument', 'word/document.xml'],
          b: ['attachedTemplate', `${url}/template`],
        }),
        'word/document.xml':
          '<w:document xmlns:w="w" xmlns:r="r"><w:body><w:p><w:r><w:drawing><blip r:link="image"/></w:drawing><w:t>text</w:t></w:r></w:p></w:body></w:document>',
        'word/_rels/document.xml.rels': relations({
          image: ['image', `${url}/image`],
          styles: ['styles', `${url}/styles`],
        }),
      }),
    );
    expect(text).toBe('text');
    expect(asked).toEqual([]);
    await new Promise((resolve) => server.close(resolve));
  });

  it('goes on with the next document', async () => {
    expect((await parse(docx(paragraph('still here')))).text).toBe('still here');
  });
});
