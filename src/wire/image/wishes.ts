import { ProviderError } from '../../core/errors.ts';
import type { ImageRequest } from '../../core/image.ts';

const NAMES = {
  size: 'size',
  count: 'count',
  image: 'image',
  mask: 'mask',
  negativePrompt: 'negative_prompt',
  seed: 'seed',
  style: 'style',
} as const;
type Wish = keyof typeof NAMES;
// Keys of a record of wishes.
const WISHES = Object.keys(NAMES) as readonly Wish[];

const isAsked = (request: ImageRequest, wish: Wish): boolean =>
  wish === 'count' ? (request.count ?? 1) > 1 : request[wish] !== undefined;

/**
 * The notes on wishes for which a provider has no place. Throws `unsupported` for a picture or mask without one: leaving
 * it out would make something else than was asked for.
 */
export function placesFor(
  request: ImageRequest,
  places: Readonly<Partial<Record<Wish, boolean>>>,
  provider: string,
): readonly string[] {
  const homeless = WISHES.filter((wish) => places[wish] !== true && isAsked(request, wish));
  const input = homeless.find((wish) => wish === 'image' || wish === 'mask');
  if (input !== undefined) {
    throw new ProviderError('unsupported', {
      provider,
      message: `${request.model} on ${provider} takes no ${input === 'mask' ? 'mask' : 'picture to change'}.`,
      hint: 'Choose a model that edits, or ask without it.',
      processed: false,
    });
  }
  if (request.mask !== undefined && request.image === undefined) {
    throw new ProviderError('invalid_input', {
      provider,
      message: 'A mask says where a picture may change, so it comes with one.',
      processed: false,
    });
  }
  return homeless.map((wish) =>
    wish === 'count' ? 'count was dropped: this model makes one picture a request' : `${NAMES[wish]} was dropped`,
  );
}
