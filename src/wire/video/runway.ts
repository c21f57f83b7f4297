import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { runwayTasks } from '../jobs/runway-tasks.ts';
import { dataUrl } from '../media.ts';
import { defined, list } from '../read.ts';
import { clash, frameOf, sizeOf } from './frame.ts';
import { filmAt, videoJobs } from './video-wire.ts';

/** What a model of Runway's takes beside the words. */
type Habits = {
  /** It says a shape (`16:9`) and a resolution (`768P`) where the others say pixels. */
  readonly saysShape?: boolean;
  readonly takesSeed?: boolean;
  /** Pixels and seconds for a request that leaves them open, where the vendor demands them. */
  readonly ratio?: string;
  readonly durationS?: number;
  /** The only sizes from words alone, where a picture opens more. */
  readonly fromWords?: readonly string[];
};

/** The vendor's own models, whose fields are demanded. */
const OWN: Habits = { takesSeed: true, ratio: '1280:720', durationS: 5 };
const HABITS: Readonly<Record<string, Habits>> = {
  'gen4.5': { ...OWN, fromWords: ['1280:720', '720:1280'] },
  gen4_turbo: OWN,
  'veo3.1': { ratio: '1280:720' },
  'veo3.1_fast': { ratio: '1280:720' },
  hailuo3: { saysShape: true },
};
const habitsOf = (model: string): Habits => (Object.hasOwn(HABITS, model) ? (HABITS[model] ?? {}) : {});

/** Films of Runway's own and hosted models. A ratio is said in pixels there. */
export const runwayVideo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 5000,
    places: ({ model, image }) => {
      const seed = habitsOf(model).takesSeed === true ? (['seed'] as const) : [];
      const shape = model === 'happyhorse_1_0' && image !== undefined ? [] : (['size', 'aspectRatio'] as const);
      return ['durationS', 'image', ...shape, ...seed];
    },
    jobs: runwayTasks,
    encode({ model, prompt, image, seed, ...request }, known, provider) {
      const asked = { model, prompt, ...request };
      const habits = habitsOf(model);
      const { ratio, shortSide } = frameOf(asked, known);
      const size = habits.saysShape === true ? undefined : sizeOf(asked, known, provider);
      const pixels = size === undefined ? habits.ratio : `${size.width}:${size.height}`;
      const isFixed = model === 'happyhorse_1_0' && image !== undefined;
      if (image === undefined && pixels !== undefined && habits.fromWords?.includes(pixels) === false) {
        const sizes = habits.fromWords.map((name) => name.replace(':', 'x')).join(' or ');
        throw clash(
          provider,
          `${model} makes no film of ${pixels.replace(':', 'x')} from words alone.`,
          `Ask for ${sizes}, or give a picture.`,
        );
      }
      const durationS = request.durationS ?? habits.durationS;
      return {
        target: image === undefined ? '/v1/text_to_video' : '/v1/image_to_video',
        body: defined({
          model,
          promptText: prompt,
          promptImage: image === undefined ? undefined : dataUrl(image),
          ratio: isFixed ? undefined : habits.saysShape === true ? ratio : pixels,
          resolution:
            habits.saysShape !== true || shortSide === undefined
              ? undefined
              : shortSide === 1440
                ? '2K'
                : `${shortSide}P`,
          duration: durationS,
          seed: habits.takesSeed === true ? seed : undefined,
        }),
        ...(durationS !== undefined && { details: { seconds: String(durationS) } }),
      };
    },
    decode: ({ output }) => ({ videos: list(output).map((url) => filmAt(url)) }),
  });
