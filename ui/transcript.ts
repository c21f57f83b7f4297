import { button, element, words } from './element.ts';
import { fieldsOf, listOf, numberOf, textOf } from './fields.ts';
import { clockTime } from './format.ts';

/** So many turns are made at once: an hour of speech has thousands. */
const STEP = 300;

export type Turn = {
  readonly text: string;
  readonly speaker?: string;
  readonly startS?: number;
  readonly endS?: number;
};

/** Segments of the same name that follow each other stay apart: each has its own time to jump to. */
export const turnsOf = (segments: unknown): readonly Turn[] =>
  listOf(segments)
    .map(fieldsOf)
    .map(({ text, speaker, start_s, end_s }) => ({
      text: textOf(text)?.trim() ?? '',
      speaker: textOf(speaker),
      startS: numberOf(start_s),
      endS: numberOf(end_s),
    }))
    .filter(({ text }) => text !== '');

/** The turns as a list. With a player each time is a button that jumps there, and what is being said is marked. */
export function transcriptList(turns: readonly Turn[], player: HTMLMediaElement | undefined): HTMLElement {
  const list = element('ol', { className: 'transcript' });
  const line = ({ text, speaker, startS }: Turn): HTMLElement =>
    element(
      'li',
      {},
      ...(startS === undefined ? [] : [timeOf(startS, player)]),
      element('div', {}, ...(speaker === undefined ? [] : [element('b', { dir: 'auto' }, speaker)]), words(text)),
    );
  const more = button('', () => grow());
  const grow = (): void => {
    const from = list.children.length;
    list.append(...turns.slice(from, from + STEP).map(line));
    const left = turns.length - list.children.length;
    more.textContent = `Show ${Math.min(left, STEP)} more of ${left}`;
    more.hidden = left === 0;
  };
  grow();
  const region = element(
    'div',
    { className: 'scroll', tabIndex: 0, role: 'region', ariaLabel: 'Transcript' },
    list,
    more,
  );
  if (player !== undefined) follow(region, list, turns, player);
  return region;
}

function timeOf(startS: number, player: HTMLMediaElement | undefined): HTMLElement {
  const label = clockTime(startS);
  if (player === undefined) return element('span', { className: 'time quiet' }, label);
  const jump = button(
    label,
    () => {
      player.currentTime = startS;
      void player.play().catch(() => {}); // a browser that refuses to start still stands at the right place
    },
    'time',
  );
  jump.ariaLabel = `Play from ${label}`;
  return jump;
}

function follow(region: HTMLElement, list: HTMLElement, turns: readonly Turn[], player: HTMLMediaElement): void {
  let current: Element | undefined;
  player.addEventListener('timeupdate', () => {
    const now = player.currentTime;
    const index = turns.findLastIndex(({ startS }) => startS !== undefined && startS <= now + 0.05);
    const line = list.children[index];
    if (line === current) return;
    current?.removeAttribute('aria-current');
    line?.setAttribute('aria-current', 'true');
    current = line;
    // By hand: `scrollIntoView` would scroll the host's page as well.
    if (!(line instanceof HTMLElement) || player.paused) return;
    const [top, bottom] = [line.offsetTop, line.offsetTop + line.offsetHeight];
    const isInSight = top >= region.scrollTop && bottom <= region.scrollTop + region.clientHeight;
    if (!isInSight) region.scrollTop = top - region.clientHeight / 3;
  });
}
