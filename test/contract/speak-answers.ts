import type { RecordedRequest } from '../upstream.ts';

/** Sound that cannot be taken for text, with lengths that no group of three or four bytes divides. */
export const SOUND = Buffer.from(Array.from({ length: 1001 }, (_, index) => (index * 37 + 129) % 256));

const base64 = SOUND.toString('base64');
const JSON_TYPE = { 'content-type': 'application/json' };

export type SpokenAnswer = {
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: readonly (string | Buffer)[];
};

const json = (body: unknown): SpokenAnswer => ({ headers: JSON_TYPE, chunks: [JSON.stringify(body)] });

/** Hexadecimal in events, cut in the middle of a byte; the last one says what was used. */
function minimax(): SpokenAnswer {
  const hex = SOUND.toString('hex');
  const event = (body: unknown) =>
    `data: ${JSON.stringify({ trace_id: 't', base_resp: { status_code: 0 }, ...Object(body) })}\n\n`;
  return {
    headers: { 'content-type': 'text/event-stream' },
    chunks: [
      event({ data: { audio: hex.slice(0, 501), status: 1 } }),
      event({ data: { audio: hex.slice(501), status: 1 } }),
      event({ data: { audio: '', status: 2 }, extra_info: { usage_characters: 5, audio_sample_rate: 32_000 } }),
    ],
  };
}

const gemini = () =>
  json({
    candidates: [
      {
        content: {
          role: 'model',
          parts: [{ inlineData: { mimeType: 'audio/L16;codec=pcm;rate=24000', data: base64 } }],
        },
        finishReason: 'STOP',
      },
    ],
    usageMetadata: { promptTokenCount: 2, candidatesTokenCount: 25, totalTokenCount: 27 },
    modelVersion: 'gemini-tts',
  });

/** What each provider documents for a text that it has spoken, by what it was asked. */
export function spokenAnswer(id: string, { url }: Pick<RecordedRequest, 'url'>): SpokenAnswer {
  const [path = ''] = url.split('?');
  if (path.endsWith('/t2a_v2')) return minimax();
  if (path.endsWith(':generateContent')) return gemini();
  if (path.endsWith('/text:synthesize')) return json({ audioContent: base64 });
  if (id.startsWith('mistral')) return json({ audio_data: base64 });
  if (id === 'sarvam') {
    return json({
      request_id: 'r',
      audios: [SOUND.subarray(0, 500), SOUND.subarray(500)].map((piece) => piece.toString('base64')),
    });
  }
  return {
    headers: { 'content-type': 'application/octet-stream' },
    chunks: [SOUND.subarray(0, 7), SOUND.subarray(7, 400), SOUND.subarray(400)],
  };
}

/** Rows whose sound cannot come in pieces: base64 in one JSON document. */
export const isWhole = (id: string): boolean => /^(google|google-tts|mistral.*|sarvam)$/.test(id);
