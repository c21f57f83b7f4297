import msgReader, { type FieldsData } from '@kenjiuno/msgreader';
import { declaredCharset, decodeText } from '../core/charset.ts';
import { ProviderError } from '../core/errors.ts';
import { mediaTypeOf } from '../core/media-type.ts';
import { composed } from './compose.ts';
import { type Attachment, type Message, messageMetadata, readMessage } from './message.ts';
import { type FormatParser, pagelessNote } from './parsed.ts';

/** A message that Outlook saved, its attachments parsed in turn. */
export const parseMsg: FormatParser = async (job, parsePart) => {
  const message = opened(job.bytes);
  const { blocks, tables, notes } = await readMessage(message, job, parsePart);
  const text = composed(blocks, job.limits);
  return {
    ...text,
    mimeType: 'application/vnd.ms-outlook',
    tables,
    metadata: messageMetadata(message),
    notes: [...text.notes, ...notes, ...pagelessNote(job)],
  };
};

/** The package is CommonJS that was compiled from a module: Node hands out the whole of it as its default, bundlers the class. */
const isReader = (value: unknown): value is typeof msgReader.default => typeof value === 'function';
const Reader = isReader(msgReader) ? msgReader : msgReader.default;

function opened(bytes: Uint8Array): Message {
  try {
    return messageOf(bytes);
  } catch (cause) {
    // The reader follows whatever the file points to.
    throw new ProviderError('invalid_input', { message: 'The Outlook message is damaged and cannot be read.', cause });
  }
}

function messageOf(bytes: Uint8Array): Message {
  const reader = new Reader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const data = reader.getFileData();
  if (data.error !== undefined) throw new Error(data.error);
  return {
    subject: data.subject ?? '',
    fields: [
      ['From', person(data.senderName, data.senderSmtpAddress ?? data.senderEmail)],
      ['To', people(data, 'to')],
      ['Cc', people(data, 'cc')],
      ['Date', dateOf(data)],
    ],
    text: data.body ?? '',
    html: data.bodyHtml ?? (data.html === undefined ? '' : pageOf(data.html)),
    attachments: (data.attachments ?? []).map((attachment): Attachment => {
      const { fileName, content } = reader.getAttachment(attachment);
      const name = fileName || attachment.fileName || attachment.name || 'attachment';
      const isInline = attachment.attachmentHidden === true;
      return { name, mimeType: mediaTypeOf(content, name, attachment.attachMimeTag), bytes: content, isInline };
    }),
  };
}

const pageOf = (html: Uint8Array): string => decodeText(html, declaredCharset('', html)).text;

function dateOf({ messageDeliveryTime, clientSubmitTime, creationTime }: FieldsData): string {
  const date = new Date(messageDeliveryTime ?? clientSubmitTime ?? creationTime ?? '');
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

const people = (data: FieldsData, kind: 'to' | 'cc'): string =>
  (data.recipients ?? [])
    .filter(({ recipType }) => recipType === kind)
    .map(({ name, smtpAddress, email }) => person(name, smtpAddress ?? email))
    .join(', ');

const person = (name: string | undefined, address: string | undefined): string =>
  address === undefined || address === name ? (name ?? '') : `${name ?? ''} <${address}>`.trim();
