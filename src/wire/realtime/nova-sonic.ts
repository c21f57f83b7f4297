import { randomUUID } from 'node:crypto';
import type { VoiceRequest } from '../../core/voice.ts';
import { readAwsFailure } from '../aws-error.ts';
import type { VoiceFamily } from './codec.ts';
import { rateOf } from './codec.ts';
import { novaSonicCodec } from './nova-sonic-codec.ts';
import { chunkOf, isFirstGeneration, novaOpening } from './nova-sonic-opening.ts';

const INPUT_RATES = [16_000, 24_000, 8_000];
const EVENT_HEADERS = {
  ':event-type': 'chunk',
  ':content-type': 'application/json',
  ':message-type': 'event',
};

/** Amazon Nova Sonic, over the bidirectional stream of Bedrock's runtime. It knows a lost session only from its history. */
export const novaSonic: VoiceFamily = {
  recovery: 'replay',
  // It hears a microphone: what comes faster than speech is not documented to be taken.
  isPaced: true,
  opening: (request: VoiceRequest, { history }) => {
    const promptName = randomUUID();
    return {
      path: `/model/${encodeURIComponent(request.model)}/invoke-with-bidirectional-stream`,
      session: promptName,
      eventStream: {
        eventHeaders: EVENT_HEADERS,
        first: novaOpening(request, { promptName, history, newName: randomUUID }).map(chunkOf),
      },
      decodeError: readAwsFailure,
    };
  },
  codec: (request, line, { place }) =>
    novaSonicCodec(line, {
      promptName: place.session ?? '',
      rate: rateOf(request, INPUT_RATES, 16_000),
      readsTexts: !isFirstGeneration(request.model),
      newName: randomUUID,
    }),
};
