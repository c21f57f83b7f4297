import type { CapabilityFactory } from '../../core/provider.ts';
import type { TranscribeRequest } from '../../core/transcribe.ts';
import { formOf } from '../../http/request-body.ts';
import { audioExtension, audioFile } from '../audio-file.ts';
import { base64 } from '../media.ts';
import { defined } from '../read.ts';
import { type TranscribeCall, transcribeOnce } from '../transcribe-once.ts';
import { decodeResponse } from './decode.ts';
import { type OpenAiTranscribeDialect, within25Mb } from './dialect.ts';
import { compatibleWording } from './wording.ts';

/** The audio with what is asked of it, as a form or as JSON. */
export function encodeRequest(request: TranscribeRequest, dialect: OpenAiTranscribeDialect): TranscribeCall {
  const { model, audio } = request;
  const { fields, notes } = (dialect.wording ?? compatibleWording)(request);
  const host = dialect.host?.(model);
  return {
    path: dialect.path ?? '/audio/transcriptions',
    // Fields before the file: a server that reads the form as it comes knows what it is for.
    body:
      dialect.isJson === true
        ? defined({ model, input_audio: { data: base64(audio), format: audioExtension(audio) }, ...fields })
        : formOf({ model, ...fields, file: audioFile(audio) }),
    notes,
    ...(host !== undefined && { host }),
  };
}

/** Transcription over OpenAI's wire, `POST /audio/transcriptions`. */
export const openaiTranscribe = (dialect: OpenAiTranscribeDialect = {}): CapabilityFactory<'transcribe'> =>
  transcribeOnce({
    intake: (model) => dialect.intake?.(model) ?? within25Mb,
    encode: (request) => encodeRequest(request, dialect),
    decode: (body, request, provider) => decodeResponse(body, request, { provider, dialect }),
  });
