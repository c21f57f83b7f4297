import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/core/charset.ts';

/** Bytes of a single-byte charset, made the other way round from its decoder. */
function encoded(text: string, charset: string): Uint8Array {
  const decoder = new TextDecoder(charset);
  const codes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  return Uint8Array.from(text, (letter) => codes.get(letter) ?? 0x3f);
}

describe('the character set of a text', () => {
  it('stays UTF-8 where a few letters of many are broken', () => {
    const good = 'Größe, naïve façade, Straße, Übermut';
    const broken = Buffer.concat([Buffer.from(good), Buffer.from([0xff, 0x0a]), Buffer.from(good)]);
    expect(decodeText(broken)).toEqual({ text: `${good}\uFFFD\n${good}`, encoding: 'utf-8' });
  });

  it('stays UTF-8 where the file was cut within a letter', () => {
    const cut = Buffer.from('Ünïcödé und noch ein é').subarray(0, -1);
    expect(decodeText(cut, 'iso-8859-1').text).toBe('Ünïcödé und noch ein \uFFFD');
  });

  it.each([
    ['windows-1251', 'Это обычный русский текст без всякой пометы. Совет заседал во вторник.'],
    ['koi8-r', 'Это обычный русский текст без всякой пометы. Совет заседал во вторник.'],
    ['iso-8859-7', 'Το συμβούλιο συνεδρίασε την Τρίτη για να εξετάσει την έκθεση του λιμένα.'],
    ['windows-1256', 'اجتمع المجلس يوم الثلاثاء للنظر في تقرير لجنة الميناء.'],
  ])('is told by its letters where nothing says that it is %s', (charset, text) => {
    expect(decodeText(encoded(text, charset))).toEqual({ text, encoding: charset });
  });

  it('is told by its letters where nothing says that it is Shift_JIS', () => {
    const bytes = Buffer.from('96bc914f2c926c92690a82e882f182b22c313030897e0a82dd82a982f12c3830897e0a', 'hex');
    expect(decodeText(bytes)).toEqual({ text: '名前,値段\nりんご,100円\nみかん,80円\n', encoding: 'shift_jis' });
  });

  it.each(['Größe', 'naïve café', 'Señor, ¿qué tal? Mañana será otro día', 'É', '«Ça va» dit-il, à côté'])(
    'is Western European where it may be: %s',
    (text) => {
      expect(decodeText(encoded(text, 'windows-1252'))).toEqual({ text, encoding: 'windows-1252' });
    },
  );
});
