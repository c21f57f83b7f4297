import type { Artifact } from './artifacts.ts';
import { button, element } from './element.ts';
import { clockTime, size } from './format.ts';
import type { Host } from './host.ts';

/** `1024 × 768 · 0:04 · 1.2 MB` */
export function factsOf({ width, height, durationS, bytes }: Artifact): string {
  const pixels = width === undefined || height === undefined ? [] : [`${width} × ${height}`];
  const length = durationS === undefined ? [] : [clockTime(durationS)];
  return [...pixels, ...length, ...(bytes === undefined ? [] : [size(bytes)])].join(' · ');
}

/** What can be done with the file by this host: to open or save it. Empty where it can do neither. */
export function actionsFor(artifact: Artifact, { openLink, saveFile }: Host, name: string): readonly HTMLElement[] {
  const { url } = artifact;
  const say = element('span', { className: 'quiet', role: 'status' });
  const attempt = (work: () => Promise<void>) => (): void => {
    say.textContent = '';
    work().catch((failure: Error) => {
      say.textContent = failure.message;
    });
  };
  const open =
    openLink && url !== undefined
      ? [
          button(
            'Open',
            attempt(() => openLink(url)),
          ),
        ]
      : [];
  const save = saveFile
    ? [
        button(
          'Save',
          attempt(() => saveFile(artifact)),
        ),
      ]
    : [];
  const buttons = [...open, ...save];
  for (const made of buttons) made.ariaLabel = `${made.textContent} ${name}`;
  return buttons.length === 0 ? [] : [...buttons, say];
}

/** Stands where media cannot be shown: why, and where it is. */
export function placeholder(reason: string, { path, uri }: Artifact): HTMLElement {
  return element(
    'div',
    { className: 'placeholder' },
    element('p', {}, reason),
    element('p', { className: 'quiet path', title: path ?? uri }, path ?? uri),
  );
}
