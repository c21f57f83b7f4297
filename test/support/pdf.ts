import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** A page of a PDF made for a test: its content stream and what else its dictionary has. */
export type PdfPageSpec = {
  readonly content: string;
  readonly size?: readonly [number, number];
  readonly rotate?: number;
  /** Further entries of the page, e.g. `/CropBox [0 0 10 10]`. */
  readonly extra?: string;
  /** What its content names, instead of the fonts and the picture that are there. */
  readonly resources?: string;
  /** Annotations, as dictionaries. */
  readonly annotations?: readonly string[];
  /** A grey picture, drawn by `/Im Do`. */
  readonly image?: { readonly width: number; readonly height: number; readonly grey: Uint8Array };
};

export type PdfSpec = {
  readonly pages: readonly PdfPageSpec[];
  /** Further entries of the catalogue. */
  readonly catalogue?: string;
  /** Further objects, numbered from 100. */
  readonly objects?: readonly string[];
  readonly info?: string;
  readonly encrypt?: { readonly kind: 'rc4' | 'aes'; readonly user: string; readonly owner: string };
};

/** `Helvetica` (F1), `Helvetica-Bold` (F2) and `Courier` (F3) are there. */
const FONTS = ['Helvetica', 'Helvetica-Bold', 'Courier'].map(
  (name) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`,
);
const FIRST_FONT = 3;
const FIRST_PAGE = 10;
const FIRST_OTHER = 100;
const INFO = 6;
const ENCRYPT = 7;
const ID = Buffer.from('0123456789abcdef', 'latin1');

/** One line of text. `matrix` turns it (`0 1 -1 0` by a quarter counter-clockwise). */
export const line = (x: number, y: number, text: string, size = 10, font = 'F1', matrix = '1 0 0 1'): string =>
  `BT /${font} ${size} Tf ${matrix} ${x} ${y} Tm (${text.replaceAll(/[\\()]/gu, String.raw`\$&`)}) Tj ET`;

export const lines = (x: number, y: number, texts: readonly string[], leading = 12, size = 10): string =>
  texts.map((text, index) => line(x, y - index * leading, text, size)).join('\n');

export function makePdf(spec: PdfSpec): Buffer {
  const key = spec.encrypt === undefined ? undefined : encryption(spec.encrypt);
  const objects = new Map<number, Buffer>();
  const put = (number: number, body: string | Buffer) => objects.set(number, Buffer.from(body as string, 'latin1'));
  const stream = (number: number, entries: string, data: Buffer) => {
    const coded = key === undefined ? data : key.encrypt(number, data);
    put(
      number,
      Buffer.concat([
        Buffer.from(`<< ${entries} /Length ${coded.length} >>\nstream\n`, 'latin1'),
        coded,
        Buffer.from('\nendstream', 'latin1'),
      ]),
    );
  };
  const kids = spec.pages.map((_, index) => `${FIRST_PAGE + index * 3} 0 R`).join(' ');
  put(1, `<< /Type /Catalog /Pages 2 0 R ${spec.catalogue ?? ''} >>`);
  put(2, `<< /Type /Pages /Count ${spec.pages.length} /Kids [${kids}] >>`);
  for (const [index, font] of FONTS.entries()) put(FIRST_FONT + index, font);
  for (const [index, page] of spec.pages.entries()) {
    const number = FIRST_PAGE + index * 3;
    const [width, height] = page.size ?? [595, 842];
    const image = page.image === undefined ? '' : `/XObject << /Im ${number + 2} 0 R >>`;
    put(
      number,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Rotate ${page.rotate ?? 0} /Contents ${number + 1} 0 R
/Resources << ${page.resources ?? `/Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> ${image}`} >>
${page.annotations === undefined ? '' : `/Annots [${page.annotations.join(' ')}]`} ${page.extra ?? ''} >>`,
    );
    stream(number + 1, '', Buffer.from(page.content, 'latin1'));
    if (page.image !== undefined) {
      const entries = `/Type /XObject /Subtype /Image /Width ${page.image.width} /Height ${page.image.height} /ColorSpace /DeviceGray /BitsPerComponent 8`;
      stream(number + 2, entries, Buffer.from(page.image.grey));
    }
  }
  for (const [index, body] of (spec.objects ?? []).entries()) put(FIRST_OTHER + index, body);
  if (spec.info !== undefined) put(INFO, `<< ${spec.info} >>`);
  if (key !== undefined) put(ENCRYPT, key.dictionary);
  return written(objects, spec);
}

function written(objects: ReadonlyMap<number, Buffer>, spec: PdfSpec): Buffer {
  const parts = [Buffer.from('%PDF-1.6\n', 'latin1')];
  const places = new Map<number, number>();
  let length = 9;
  for (const [number, body] of [...objects].sort(([one], [other]) => one - other)) {
    places.set(number, length);
    const object = Buffer.concat([Buffer.from(`${number} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    parts.push(object);
    length += object.length;
  }
  const table = [...places].map(([number, at]) => `${number} 1\n${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const trailer = [
    `/Size 1000 /Root 1 0 R /ID [<${ID.toString('hex')}> <${ID.toString('hex')}>]`,
    spec.info === undefined ? '' : `/Info ${INFO} 0 R`,
    spec.encrypt === undefined ? '' : `/Encrypt ${ENCRYPT} 0 R`,
  ].join(' ');
  parts.push(
    Buffer.from(
      `xref\n0 1\n0000000000 65535 f \n${table}trailer\n<< ${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
      'latin1',
    ),
  );
  return Buffer.concat(parts);
}

const PADDING = Buffer.from('28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A', 'hex');
const md5 = (...data: readonly Uint8Array[]): Buffer => createHash('md5').update(Buffer.concat(data)).digest();

/** RC4, which Node's OpenSSL does not offer any more. */
function rc4(key: Uint8Array, data: Uint8Array): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number): number => state[index & 255] ?? 0;
  const swap = (one: number, other: number) => {
    [state[one], state[other]] = [at(other), at(one)];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let j = 0;
  return Buffer.from(
    data.map((byte, index) => {
      const i = (index + 1) & 255;
      j = (j + at(i)) & 255;
      swap(i, j);
      return byte ^ at(at(i) + at(j));
    }),
  );
}

/** The standard handler of PDF 1.6 (7.6.3) with a key of 128 bits, revisions 3 and 4. */
function encryption({ kind, user, owner }: NonNullable<PdfSpec['encrypt']>) {
  const padded = (password: string): Buffer =>
    Buffer.concat([Buffer.from(password, 'latin1'), PADDING]).subarray(0, 32);
  const strong = (data: Buffer): Buffer => Array.from({ length: 50 }).reduce<Buffer>((hash) => md5(hash), md5(data));
  const rounds = (key: Buffer, data: Buffer): Buffer =>
    Array.from({ length: 20 }).reduce<Buffer>(
      (sum, _, round) =>
        rc4(
          key.map((byte) => byte ^ round),
          sum,
        ),
      data,
    );
  const ownerEntry = rounds(strong(padded(owner)), padded(user));
  const permissions = Buffer.from('fcffffff', 'hex');
  const key = Array.from({ length: 50 }).reduce<Buffer>(
    (hash) => md5(hash),
    md5(padded(user), ownerEntry, permissions, ID),
  );
  const userEntry = Buffer.concat([rounds(key, md5(PADDING, ID)), Buffer.alloc(16)]);
  const filter =
    kind === 'rc4'
      ? '/V 2 /R 3'
      : '/V 4 /R 4 /CF << /StdCF << /CFM /AESV2 /AuthEvent /DocOpen /Length 16 >> >> /StmF /StdCF /StrF /StdCF';
  return {
    dictionary: `<< /Filter /Standard ${filter} /Length 128 /P -4 /O <${ownerEntry.toString('hex')}> /U <${userEntry.toString('hex')}> >>`,
    encrypt(number: number, data: Buffer): Buffer {
      const salt = Buffer.from([number & 255, (number >> 8) & 255, number >> 16, 0, 0]);
      if (kind === 'rc4') return rc4(md5(key, salt), data);
      const vector = randomBytes(16);
      const cipher = createCipheriv('aes-128-cbc', md5(key, salt, Buffer.from('sAlT', 'latin1')), vector);
      return Buffer.concat([vector, cipher.update(data), cipher.final()]);
    },
  };
}
