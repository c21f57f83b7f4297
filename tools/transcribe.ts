import { z } from 'zod';
import type { CapabilityRequest } from '../src/core/capability.ts';
import { defineTool } from '../src/core/tool.ts';
import { callOptions, receiptFields, receiptShape, runOptions } from '../src/core/tool-shapes.ts';
import { TIMESTAMPS, type TranscriptSegment } from '../src/core/transcribe.ts';
import { loadAudio } from './_audio.ts';

/** A reader of the plain text sees its beginning; the structured result has all of it. */
const MAX_TEXT = 20_000;

const segmentShape = z.object({
  start_s: z.number(),
  end_s: z.number(),
  text: z.string(),
  speaker: z.string().optional(),
  confidence: z.number().optional(),
});

export default defineTool({
  name: 'transcribe',
  title: 'Transcribe speech',
  group: 'speech',
  page: 'audio',
  effect: 'read',
  metered: true,
  needs: 'transcribe',
  description: 'Write down the speech in an audio or video file of any format and length, with times and speakers.',
  input: z.strictObject({
    audio: z.string().min(1).describe('path, https URL, data: URL or resource URI'),
    language: z.string().optional().describe('e.g. en; detected when absent'),
    diarize: z.boolean().optional().describe('tell speakers apart'),
    timestamps: z.enum(TIMESTAMPS).optional().describe('default segment'),
    prompt: z.string().optional().describe('likely names and words'),
    ...callOptions,
  }),
  output: z.object({
    text: z.string(),
    language: z.string().optional(),
    duration_s: z.number().optional(),
    segments: z.array(segmentShape),
    words: z.array(segmentShape).optional(),
    ...receiptShape,
  }),
  async run({ audio, language, diarize, timestamps, prompt, ...options }, call) {
    const request: CapabilityRequest<'transcribe'> = {
      audio: await loadAudio(audio, call),
      language,
      diarize,
      timestamps,
      prompt,
    };
    const { result, receipt } = await call.app.run('transcribe', request, runOptions(options), call);
    // Without times a segment is still worth its speaker.
    const isUntimed = timestamps === 'none' && diarize !== true;
    return {
      text: result.text,
      language: result.language,
      duration_s: result.durationS,
      segments: isUntimed ? [] : result.segments.map(segmentFields),
      words: timestamps === 'word' ? result.words?.map(segmentFields) : undefined,
      ...receiptFields(receipt),
    };
  },
  text: ({ text, segments, notes }) => {
    const speakers = segments.some(({ speaker }) => speaker !== undefined);
    const whole = speakers ? segments.map((segment) => `${segment.speaker ?? '?'}: ${segment.text}`).join('\n') : text;
    return [
      whole.trim() === '' ? 'No speech was heard.' : whole.slice(0, MAX_TEXT),
      ...(whole.length > MAX_TEXT ? [`… ${whole.length - MAX_TEXT} more characters in the structured result.`] : []),
      ...(notes ?? []).map((note) => `Note: ${note}`),
    ].join('\n');
  },
});

const segmentFields = ({ startS, endS, text, speaker, confidence }: TranscriptSegment) => ({
  start_s: startS,
  end_s: endS,
  text,
  speaker,
  confidence,
});
