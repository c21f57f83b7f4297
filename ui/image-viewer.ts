import { button, element } from './element.ts';

export type Viewed = {
  readonly count: number;
  /** Sources by position, filled by whoever loads one. */
  readonly loaded: Map<number, string>;
  nameOf(index: number): string;
  load(index: number): Promise<string>;
};

/**
 * Shows one image as large as there is room, with the others a key away. Escape closes it and gives the focus back.
 * `top` is where the reader looks: a host may have made the page's window far higher than what is seen of it.
 */
export function openViewer(images: Viewed, first: number, top: number): void {
  let index = first;
  const image = element('img');
  const caption = element('p', { className: 'words', role: 'status', dir: 'auto' });
  const dialog = element('dialog', { className: 'viewer', ariaLabel: 'Image' });
  const previous = button('‹', () => show(index - 1));
  const next = button('›', () => show(index + 1));
  const close = button('✕', () => dialog.close());
  [previous.ariaLabel, next.ariaLabel, close.ariaLabel] = ['Previous image', 'Next image', 'Close'];

  const show = (wanted: number): void => {
    if (wanted < 0 || wanted >= images.count) return;
    index = wanted;
    const name = images.nameOf(index);
    [previous.disabled, next.disabled] = [index === 0, index === images.count - 1];
    [image.alt, caption.textContent] = [name, name];
    const known = images.loaded.get(index);
    if (known !== undefined) {
      image.src = known;
      return;
    }
    image.removeAttribute('src');
    images.load(wanted).then(
      (source) => {
        images.loaded.set(wanted, source);
        if (index === wanted) image.src = source;
      },
      (failure: Error) => {
        if (index === wanted) caption.textContent = failure.message;
      },
    );
  };

  dialog.addEventListener('keydown', ({ key }) => {
    if (key === 'ArrowLeft') show(index - 1);
    if (key === 'ArrowRight') show(index + 1);
  });
  dialog.addEventListener('close', () => dialog.remove());
  const steps = images.count > 1 ? [previous, next] : [];
  dialog.append(image, element('div', { className: 'bar' }, ...steps, caption, close));
  document.body.append(dialog);
  show(index);
  dialog.showModal();
  dialog.style.top = `${Math.max(0, Math.min(top, window.innerHeight - dialog.offsetHeight))}px`;
  close.focus();
}
