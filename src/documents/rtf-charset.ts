/** Windows' numbers of character sets, as fonts name them. */
const BY_FONT: Readonly<Record<number, string>> = {
  0: 'windows-1252',
  77: 'macintosh',
  128: 'shift_jis',
  129: 'euc-kr',
  134: 'gbk',
  136: 'big5',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
};

const BY_PAGE: Readonly<Record<number, string>> = {
  437: 'windows-1252',
  850: 'windows-1252',
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  10000: 'macintosh',
  65001: 'utf-8',
};

export const charsetOfFont = (number: number): string | undefined => BY_FONT[number];

export const charsetOfPage = (number: number): string =>
  BY_PAGE[number] ?? (number >= 1250 && number <= 1258 ? `windows-${number}` : 'windows-1252');

/** Bytes, one a character, in that character set. */
export const decodeBytes = (bytes: string, charset: string): string =>
  /^[\x20-\x7e]*$/u.test(bytes) ? bytes : new TextDecoder(charset).decode(Buffer.from(bytes, 'latin1'));
