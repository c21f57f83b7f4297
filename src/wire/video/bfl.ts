import { usdToMicro } from '../../core/money.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { bflJobs } from '../jobs/bfl.ts';
import { base64 } from '../media.ts';
import { count, defined, record } from '../read.ts';
import { frameOf } from './frame.ts';
import { filmAt, videoJobs } from './video-wire.ts';

/** A credit of its prices in USD. */
const CREDIT_USD = 0.01;

/** FLUX films. Their addresses die after ten minutes. */
export const bflVideo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 2000,
    places: ['durationS', 'size', 'aspectRatio', 'image'],
    jobs: bflJobs,
    encode({ model, prompt, durationS, image, ...request }, known) {
      const { ratio, shortSide } = frameOf({ model, prompt, ...request }, known);
      return {
        target: `/${encodeURIComponent(model)}`,
        body: defined({
          prompt,
          resolution: shortSide === undefined ? undefined : shortSide >= 1080 ? 'fhd' : 'hd',
          aspect_ratio: ratio,
          duration: durationS,
          // The first of the frames that it has to pass.
          keyframes: image === undefined ? undefined : [base64(image)],
        }),
      };
    },
    decode({ result }, { cost }) {
      const made = record(result);
      const credits = count(Number.parseFloat(cost ?? ''));
      return {
        videos: [filmAt(made?.sample)],
        durationS: count(made?.duration),
        seed: count(made?.seed),
        ...(credits !== undefined && { costMicroUsd: usdToMicro(credits * CREDIT_USD) }),
      };
    },
  });
