import type { ImageRequest } from '../../core/image.ts';
import type { Json } from '../read.ts';

const STEPS = 20;
const GUIDANCE = 7;
/** How far a picture may go from what it was, from 0 for not at all to 1. */
const DENOISE = 0.65;
const NODES = {
  model: '4',
  latent: '5',
  words: '6',
  unwanted: '7',
  sampler: '3',
  picture: '8',
  loaded: '10',
  saved: '9',
};

const node = (kind: string, inputs: Json): Json => ({ class_type: kind, inputs });

/** The smallest graph that a checkpoint makes pictures with; `picture` names an uploaded one to start from. */
export function workflowOf(request: ImageRequest, seed: number, picture: string | undefined): Json {
  const { model, prompt, size, count = 1, negativePrompt = '' } = request;
  const { width, height } = size ?? { width: 1024, height: 1024 };
  const from = (name: keyof typeof NODES, output: number) => [NODES[name], output];
  const start: Json =
    picture === undefined
      ? { [NODES.latent]: node('EmptyLatentImage', { width, height, batch_size: count }) }
      : {
          [NODES.loaded]: node('LoadImage', { image: picture }),
          [NODES.latent]: node('VAEEncode', { pixels: from('loaded', 0), vae: from('model', 2) }),
        };
  return {
    [NODES.model]: node('CheckpointLoaderSimple', { ckpt_name: model }),
    [NODES.words]: node('CLIPTextEncode', { text: prompt, clip: from('model', 1) }),
    [NODES.unwanted]: node('CLIPTextEncode', { text: negativePrompt, clip: from('model', 1) }),
    ...start,
    [NODES.sampler]: node('KSampler', {
      seed,
      steps: STEPS,
      cfg: GUIDANCE,
      sampler_name: 'euler',
      scheduler: 'normal',
      denoise: picture === undefined ? 1 : DENOISE,
      model: from('model', 0),
      positive: from('words', 0),
      negative: from('unwanted', 0),
      latent_image: from('latent', 0),
    }),
    [NODES.picture]: node('VAEDecode', { samples: from('sampler', 0), vae: from('model', 2) }),
    [NODES.saved]: node('SaveImage', { images: from('picture', 0), filename_prefix: 'llmkit' }),
  };
}
