import { afterAll, describe, expect, it } from 'vitest';
import { closeTransports } from '../../../../src/http/transport.ts';
import { SOUND, voiceUpstream } from './voice.ts';

const voices = await voiceUpstream();
const { asked, serveJson, serveSound } = voices;
afterAll(async () => {
  await voices.close();
  await closeTransports();
});

const base64 = SOUND.toString('base64');

describe('voices that take SSML', () => {
  const hostile = 'Ben & <break time="9s"/> Jerry</voice>';

  it('are given none by a text: Azure', async () => {
    serveSound();
    const { text, headers } = await asked('azure-speech', {
      text: hostile,
      speed: 1.5,
      language: 'fr-FR',
      format: 'mp3',
    });
    expect(headers['content-type']).toBe('application/ssml+xml');
    expect(headers['x-microsoft-outputformat']).toBe('audio-24khz-96kbitrate-mono-mp3');
    expect(text).toContain('Ben &amp; &lt;break time=&quot;9s&quot;/&gt; Jerry&lt;/voice&gt;');
    expect(text).toMatch(/<voice name="en-US-AvaMultilingualNeural"><prosody rate="1.5"><lang xml:lang="fr-FR">/);
    expect(text.match(/</g)).toHaveLength(8);
  });

  it('are given none by a voice or a language either: Azure', async () => {
    serveSound();
    const { text } = await asked('azure-speech', { voice: 'x:"><break/>', language: '"><break/>' });
    expect(text).not.toContain('<break');
  });

  it('are given none by a text: Polly, which knows a pace only so', async () => {
    serveSound({ 'x-amzn-requestcharacters': '12' });
    const paced = await asked('aws-speech', { text: hostile, speed: 5 });
    expect(paced.body).toMatchObject({
      TextType: 'ssml',
      Text: '<speak><prosody rate="200%">Ben &amp; &lt;break time=&quot;9s&quot;/&gt; Jerry&lt;/voice&gt;</prosody></speak>',
    });
    const plain = await asked('aws-speech', { text: hostile });
    expect(plain.body).toMatchObject({ TextType: 'text', Text: hostile, SampleRate: '16000', Engine: 'neural' });
    expect(plain.result).toMatchObject({ rate: 16_000, usage: { characters: 12 } });
  });

  it('are given none by a text: Watson, which reads it everywhere', async () => {
    serveSound();
    const { body, url, headers } = await asked('ibm-watson-speech', { text: hostile, speed: 0.9 });
    expect(body).toEqual({ text: 'Ben &amp; &lt;break time=&quot;9s&quot;/&gt; Jerry&lt;/voice&gt;' });
    expect(url).toContain('rate_percentage=-10');
    expect(headers.accept).toBe('audio/l16;rate=22050;endianness=little-endian');
  });

  it('get plain text as such: Google', async () => {
    serveJson({ audioContent: base64 });
    const { body } = await asked('google-tts', { text: hostile });
    expect(body).toMatchObject({ input: { text: hostile } });
  });
});
