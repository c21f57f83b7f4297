import { actionsFor, factsOf, placeholder } from './artifact-actions.ts';
import { type Artifact, artifactsOf, loadMedia, loadThumbnail, type Shown } from './artifacts.ts';
import { element } from './element.ts';

const isVideo = ({ mimeType }: Artifact): boolean => mimeType.startsWith('video/');

/** The films of a result, each with its player. */
export const films = (shown: Shown): readonly Node[] =>
  artifactsOf(shown)
    .filter(isVideo)
    .map((artifact) => film(artifact, shown));

function film(artifact: Artifact, { host }: Shown): HTMLElement {
  const player = element('video', { controls: true, preload: 'auto', playsInline: true, ariaLabel: 'Video' });
  const box = element('div', { className: 'film' }, player);
  if (artifact.width && artifact.height) player.style.aspectRatio = `${artifact.width} / ${artifact.height}`;
  const poster = loadThumbnail(artifact, host);
  const still = async (): Promise<readonly Node[]> => {
    const source = await poster;
    return source === undefined ? [] : [element('img', { src: source, alt: 'A frame of the video' })];
  };
  const fail = async (reason: string): Promise<void> =>
    box.replaceChildren(...(await still()), placeholder(reason, artifact));
  player.addEventListener('error', () => fail('The browser cannot play this video.'));
  poster.then((source) => {
    if (source !== undefined) player.poster = source;
  });
  loadMedia(artifact, host).then(
    (source) => {
      player.src = source;
    },
    (failure: Error) => fail(failure.message),
  );
  const facts = element('span', { className: 'quiet' }, factsOf(artifact));
  return element('figure', {}, box, element('figcaption', {}, facts, ...actionsFor(artifact, host, 'video')));
}
