import { describe, expect, it } from 'vitest';
import { formatOfSound, rateOfType } from '../../../../src/wire/speak/sound-format.ts';
import { escapeSsml } from '../../../../src/wire/speak/ssml.ts';
import { charactersOf, languageAlone, paced, segment } from '../../../../src/wire/speak/wishes.ts';

describe('a wanted pace', () => {
  it('stays within the range, and says so where it was not', () => {
    expect(paced(1.1, [0.7, 1.2])).toEqual({ speed: 1.1, notes: [] });
    expect(paced(3, [0.7, 1.2])).toEqual({ speed: 1.2, notes: [expect.stringContaining('1.2')] });
    expect(paced(0.1, [0.7, 1.2])).toMatchObject({ speed: 0.7 });
  });

  it('is dropped with a note where there is only the voice’s own, which is no news at 1', () => {
    expect(paced(2)).toEqual({ notes: [expect.stringContaining('dropped')] });
    expect(paced(1)).toEqual({ notes: [] });
    expect(paced(undefined, [0.5, 2])).toEqual({ notes: [] });
  });
});

describe('text in SSML', () => {
  it('is spoken, whatever it holds', () => {
    expect(escapeSsml('a<break time="9s"/>&\'')).toBe('a&lt;break time=&quot;9s&quot;/&gt;&amp;&apos;');
    expect(escapeSsml(']]></voice><!--')).not.toMatch(/[<>]/);
  });

  it('loses what XML cannot say, and nothing else', () => {
    expect(escapeSsml('a\u0000b\u001bc\ud800d\uFFFE')).toBe('abcd');
    expect(escapeSsml('tab\tline\nend 😀 é')).toBe('tab\tline\nend 😀 é');
  });
});

describe('a name in a path', () => {
  it('is one segment of it', () => {
    expect(segment('a/../b?c', 'voice')).toBe('a%2F..%2Fb%3Fc');
    for (const name of ['', '.', '..']) expect(() => segment(name, 'voice')).toThrow(/voice/);
  });
});

describe('sound', () => {
  it('is known by its first bytes where these tell', () => {
    expect(formatOfSound(Buffer.from('RIFF....WAVE'), 'mp3')).toBe('wav');
    expect(formatOfSound(Buffer.from('ID3\u0004'), 'wav')).toBe('mp3');
    expect(formatOfSound(Buffer.from([0xff, 0xf3, 0x64, 0xc4]), 'wav')).toBe('mp3');
    expect(formatOfSound(Buffer.from('OggS'), 'mp3')).toBe('opus');
  });

  it('is taken for what was asked for where they do not: quiet samples look like MPEG', () => {
    expect(formatOfSound(Buffer.from([0xff, 0xfb, 0xff, 0xff]), 'pcm')).toBe('pcm');
    expect(formatOfSound(Buffer.from([0xff, 0xff, 0xff, 0xff]), 'mp3')).toBe('mp3');
    expect(formatOfSound(Buffer.from([1]), 'flac')).toBe('flac');
  });

  it('has the rate that its media type states', () => {
    expect(rateOfType('audio/L16;codec=pcm;rate=24000')).toBe(24_000);
    expect(rateOfType('audio/pcm; Sample-Rate="16000"; channels=1')).toBe(16_000);
    expect(rateOfType('audio/mpeg')).toBeUndefined();
    expect(rateOfType(undefined)).toBeUndefined();
  });

  it('is counted and told by characters and languages as providers do', () => {
    expect(charactersOf({ text: 'héé😀' })).toBe(4);
    expect(languageAlone('pt-BR')).toBe('pt');
    expect(languageAlone('EN_us')).toBe('en');
  });
});
