import PostalMime, { type Address } from 'postal-mime';
import { extensionOf } from '../core/media-type.ts';
import { composed } from './compose.ts';
import { type Message, messageMetadata, readMessage } from './message.ts';
import { type FormatParser, pagelessNote } from './parsed.ts';

/** A message as it goes over the wire, its attachments parsed in turn. */
export const parseEml: FormatParser = async (job, parsePart) => {
  const message = await openEml(job.bytes);
  const { blocks, tables, notes } = await readMessage(message, job, parsePart);
  const text = composed(blocks, job.limits);
  return {
    ...text,
    mimeType: 'message/rfc822',
    tables,
    metadata: messageMetadata(message),
    notes: [...text.notes, ...notes, ...pagelessNote(job)],
  };
};

export async function openEml(bytes: Uint8Array): Promise<Message> {
  // A forwarded message stays apart, as an attachment of its own.
  const mail = await PostalMime.parse(bytes, { forceRfc822Attachments: true });
  return {
    subject: mail.subject ?? '',
    fields: [
      ['From', people(mail.from === undefined ? [] : [mail.from])],
      ['To', people(mail.to)],
      ['Cc', people(mail.cc)],
      ['Date', mail.date ?? ''],
    ],
    text: mail.text ?? '',
    html: mail.html ?? '',
    attachments: mail.attachments.map(({ filename, mimeType, content, disposition, related }, index) => ({
      name: filename ?? `part ${index + 1}.${extensionOf(mimeType)}`,
      mimeType,
      bytes: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
      isInline: related === true || disposition === 'inline',
    })),
  };
}

const people = (addresses: readonly Address[] = []): string =>
  addresses
    .flatMap((address) => address.group ?? [address])
    .map(({ name, address }) => (name === '' || name === address ? address : `${name} <${address}>`))
    .join(', ');
