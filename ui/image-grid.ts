import { actionsFor, factsOf, placeholder } from './artifact-actions.ts';
import { type Artifact, artifactsOf, loadMedia, loadThumbnail, type Shown } from './artifacts.ts';
import { button, element, words } from './element.ts';
import { textOf } from './fields.ts';
import { openViewer } from './image-viewer.ts';

/** So many figures are made at once; a button makes the next. */
const STEP = 48;
const LONGEST_NAME = 200;

export const isImage = ({ mimeType }: Artifact): boolean => mimeType.startsWith('image/');

/** The images of a result as a grid; each is fetched when it comes into sight and can be enlarged. */
export function imageGrid(shown: Shown): readonly Node[] {
  const images = artifactsOf(shown).filter(isImage);
  const prompt = textOf(shown.input.prompt);
  const loaded = new Map<number, string>();
  const nameOf = (index: number): string => {
    const position = images.length === 1 ? 'Image' : `Image ${index + 1} of ${images.length}`;
    return prompt === undefined ? position : `${position}: ${prompt.slice(0, LONGEST_NAME)}`;
  };
  const view = (index: number, top: number): void =>
    openViewer({ loaded, nameOf, count: images.length, load: (at) => load(images[at], shown) }, index, top);

  const sight = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        sight.unobserve(target);
        arrive.get(target)?.();
      }
    },
    { rootMargin: '400px' },
  );
  const arrive = new WeakMap<Element, () => void>();

  const figure = (image: Artifact, index: number): HTMLElement => {
    const name = nameOf(index);
    const frame = element('div', { className: 'frame' });
    if (image.width && image.height) frame.style.aspectRatio = `${image.width} / ${image.height}`;
    frame.ariaBusy = 'true';
    arrive.set(frame, () => {
      preview(image, shown)
        .then(
          ({ source, isWhole }) => {
            if (isWhole) loaded.set(index, source);
            const enlarge = element('button', { type: 'button', className: 'thumb' });
            enlarge.onclick = () => view(index, enlarge.getBoundingClientRect().top);
            enlarge.append(element('img', { src: source, alt: name, onerror: () => fail('The image is damaged.') }));
            frame.replaceChildren(enlarge);
          },
          (failure: Error) => fail(failure.message),
        )
        .finally(() => {
          frame.ariaBusy = 'false';
        });
    });
    const fail = (reason: string): void => frame.replaceChildren(placeholder(reason, image));
    sight.observe(frame);
    const facts = element('span', { className: 'quiet' }, factsOf(image));
    return element('figure', {}, frame, element('figcaption', {}, facts, ...actionsFor(image, shown.host, name)));
  };

  // Two and four stand better in two columns than with one that hangs over.
  const shape = images.length === 1 ? ' single' : images.length === 2 || images.length === 4 ? ' even' : '';
  const grid = element('div', { className: `grid${shape}` });
  const more = button('', () => grow());
  const grow = (): void => {
    const from = grid.children.length;
    grid.append(...images.slice(from, from + STEP).map((image, index) => figure(image, from + index)));
    const left = images.length - grid.children.length;
    more.textContent = `Show ${Math.min(left, STEP)} more of ${left}`;
    more.hidden = left === 0;
    // The button may have gone from under the one who pressed it.
    if (from > 0) grid.children[from]?.querySelector<HTMLElement>('button')?.focus();
  };
  grow();
  return [...(prompt === undefined ? [] : [words(prompt, 'prompt')]), grid, more];
}

/** What stands in the grid: the image where the result has it, else its small picture, which is there at once. */
async function preview(image: Artifact, { host }: Shown) {
  const small = image.inline === undefined ? await loadThumbnail(image, host) : undefined;
  return small === undefined
    ? { source: await loadMedia(image, host), isWhole: true }
    : { source: small, isWhole: false };
}

/** The image itself; where it cannot come here, its small picture is better than none. */
async function load(image: Artifact | undefined, { host }: Shown): Promise<string> {
  if (image === undefined) throw new Error('There is no such image.');
  try {
    return await loadMedia(image, host);
  } catch (failure) {
    const small = await loadThumbnail(image, host);
    if (small === undefined) throw failure;
    return small;
  }
}
