import { describe, expect, it } from 'vitest';
import { docx, paragraph, parsed, xlsx, zipOf } from '../../support/office.ts';

type Part = { readonly name: string; readonly type: string; readonly content: Uint8Array | string };

const mail = (body: string, parts: readonly Part[] = [], subject = 'Report', boundary = 'b'): string =>
  [
    'From: =?utf-8?Q?J=C3=BCrgen?= <j@example.com>',
    'To: Ada <ada@example.com>, Bob <bob@example.com>',
    `Subject: ${subject}`,
    'Date: Mon, 02 Feb 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    body,
    ...parts.flatMap(({ name, type, content }) => [
      `--${boundary}`,
      `Content-Type: ${type}; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      ...(type === 'message/rfc822'
        ? ['', String(content)]
        : ['Content-Transfer-Encoding: base64', '', Buffer.from(content).toString('base64')]),
    ]),
    `--${boundary}--`,
    '',
  ].join('\r\n');

describe('e-mail', () => {
  it('tells subject, people and date, and parses each attachment as what it is', async () => {
    const document = await parsed(
      mail('Please see the files.', [
        { name: 'letter.docx', type: 'application/octet-stream', content: docx(paragraph('Dear Ada')) },
        {
          name: 'numbers.xlsx',
          type: 'application/octet-stream',
          content: xlsx({ Q1: '<sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>' }),
        },
      ]),
      'a.eml',
    );
    expect(document.text).toBe(
      '# Report\n\nFrom: Jürgen <j@example.com>\nTo: Ada <ada@example.com>, Bob <bob@example.com>\nDate: 2026-02-02T10:00:00.000Z\n\nPlease see the files.\n\n## Attachment: letter.docx\n\nDear Ada\n\n## Attachment: numbers.xlsx\n\n## Q1\n\n| 1 | 2 |\n| --- | --- |',
    );
    expect(document.tables).toEqual([{ rows: [['1', '2']] }]);
    expect(document.metadata).toMatchObject({ title: 'Report', attachments: 'letter.docx, numbers.xlsx' });
  });

  it('knows a message without a name by its fields', async () => {
    expect((await parsed(mail('Hello.'))).mimeType).toBe('message/rfc822');
    expect((await parsed('Note: this is no mail.\nFrom here on, text.')).mimeType).toBe('text/plain');
  });

  it('reads an HTML body, tables and all, without what is hidden', async () => {
    const html =
      'From: a@example.com\r\nSubject: Hi\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hello <b>you</b></p><p style="display:none">secret</p><table><tr><td>a</td><td>b</td></tr></table>';
    const { text, tables, notes } = await parsed(html, 'a.eml');
    expect(text).toContain('Hello you\n\n| a | b |');
    expect(text).not.toContain('secret');
    expect(tables).toHaveLength(1);
    expect(notes).toEqual(['1 hidden parts of the message were left out.']);
  });

  it('names an attachment that cannot be parsed and goes on', async () => {
    const { text, notes } = await parsed(
      mail('Body.', [
        { name: 'files.zip', type: 'application/zip', content: zipOf({ 'a.txt': 'x' }) },
        { name: 'after.txt', type: 'text/plain', content: 'still read' },
      ]),
      'a.eml',
    );
    expect(text).toContain('## Attachment: files.zip');
    expect(text).toContain('still read');
    expect(notes.join()).toMatch(/"files\.zip" was not parsed: This is a ZIP archive/u);
  });

  it('reads messages in messages, to a depth', async () => {
    let message = mail('innermost', [], 'Level 0');
    for (let level = 1; level <= 8; level++) {
      const forwarded = { name: 'fwd.eml', type: 'message/rfc822', content: message };
      message = mail(`at level ${level}`, [forwarded], `Level ${level}`, `b${level}`);
    }
    const { text, notes } = await parsed(message, 'a.eml');
    expect(text.match(/at level \d/gu)).toEqual(['at level 8', 'at level 7', 'at level 6', 'at level 5', 'at level 4']);
    expect(notes.join()).toContain('was not parsed: Nested in more than 4 other documents.');
  });

  it('makes each message of a mailbox a page', async () => {
    const box = `From a@example.com Mon Feb  2 10:00:00 2026\n${mail('First.\n>From the start.').replaceAll('\r\n', '\n')}\n\nFrom b@example.com Tue Feb  3 10:00:00 2026\n${mail('Second.', [], 'Again').replaceAll('\r\n', '\n')}`;
    const { text, pages } = await parsed(box, 'a.mbox');
    expect(pages).toHaveLength(2);
    expect(text.slice(pages[0]?.start, pages[0]?.end)).toContain('First.\nFrom the start.');
    expect(text.slice(pages[1]?.start, pages[1]?.end)).toMatch(/^# Again/u);
    expect((await parsed(box, 'a.mbox', '2')).text).not.toContain('First.');
  });

  it('reads the page where the plain text only points to it, and the plain text where both say the same', async () => {
    const both = (plain: string, html: string) =>
      parsed(
        `From: a@example.com\r\nSubject: Offer\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n${plain}\r\n--b\r\nContent-Type: text/html\r\n\r\n${html}\r\n--b--\r\n`,
        'a.eml',
      );
    const offer =
      '<p>Our walrus calendar costs 42 pounds until Friday, with free delivery to all islands.</p><table><tr><td>SKU</td><td>Qty</td></tr><tr><td>W-9</td><td>3</td></tr></table>';
    const pointed = await both('View this message in a browser: https://example.com/a-very-long-address', offer);
    expect(pointed.text).toContain('Our walrus calendar costs 42 pounds');
    expect(pointed.tables).toEqual([
      {
        rows: [
          ['SKU', 'Qty'],
          ['W-9', '3'],
        ],
      },
    ]);
    const same = await both('See you *there* on Friday at noon.', '<p>See you <b>there</b> on Friday at noon.</p>');
    expect(same.text).toContain('See you *there* on Friday at noon.');
  });

  it('names a part of a message by its type where it has no name', async () => {
    const { metadata } = await parsed(
      'From: a@example.com\r\nSubject: Invite\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nCome.\r\n--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nSUMMARY:Budget\r\n  meeting\r\nEND:VCALENDAR\r\n--b--\r\n',
      'a.eml',
    );
    expect(metadata.attachments).toBe('part 1.ics');
  });
});
