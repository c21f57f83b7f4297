import type { Shown } from './artifacts.ts';
import { element, words } from './element.ts';
import { type Fields, fieldsOf, listOf, textOf } from './fields.ts';
import { connectHost } from './host.ts';
import { jobMonitor } from './job-monitor.ts';
import { errorText, jobOf } from './job-state.ts';
import { receiptLine } from './receipt.ts';

/** What a page makes of a result; nothing for a result it has no picture of. */
type Render = (shown: Shown) => readonly Node[];

/** Connects to the host and shows whatever result comes: the page's own picture, a job on its way, or an error. */
export async function startPage(title: string, render: Render): Promise<void> {
  const main = element('main', { ariaLabel: title });
  // Outlives what is shown, so that a screen reader hears of the change.
  const live = element('p', { className: 'unseen', role: 'status' });
  document.body.replaceChildren(main, live);
  const put = (...nodes: readonly Node[]): void => main.replaceChildren(...nodes);
  const say = (sentence: string): void => put(element('p', { className: 'quiet', role: 'status' }, sentence));

  if (window.parent === window) return say('This page shows results inside a program that supports MCP Apps.');
  say('Connecting …');
  try {
    await connectHost(title, (host) => {
      say('Working …');
      const end = new AbortController();
      let shown = new AbortController();
      let input: Fields = {};
      const show = (result: Fields): void => {
        shown.abort();
        shown = new AbortController();
        const signal = AbortSignal.any([end.signal, shown.signal]);
        live.textContent = '';
        const onPicture = (): void => {
          live.textContent = 'The result is here.';
        };
        put(...nodesFor(result, { input, host, render, onPicture, monitor: { host, signal, onDone: show } }));
      };
      return {
        input(given) {
          input = given;
          say('Working …');
        },
        result: show,
        cancelled: () => say('Cancelled.'),
        end: () => end.abort(),
      };
    });
  } catch (failure) {
    say(failure instanceof Error ? failure.message : 'The host did not answer.');
  }
}

type Showing = Pick<Shown, 'input' | 'host'> & {
  readonly render: Render;
  readonly monitor: Parameters<typeof jobMonitor>[1];
  /** Errors and jobs speak for themselves. */
  onPicture(): void;
};

function nodesFor(result: Fields, { input, host, render, monitor, onPicture }: Showing): readonly Node[] {
  const given = fieldsOf(result.structuredContent);
  const content = listOf(result.content).map(fieldsOf);
  if (result.isError === true) return [errorPanel(given, content)];
  const job = jobOf(given);
  if (job !== undefined && job.status !== 'succeeded') return [jobMonitor(job, monitor)];
  const fields = { ...given, ...job?.result };
  onPicture();
  const nodes = render({ fields, content, input, host });
  const plain = content.flatMap(({ text }) => textOf(text) ?? []).map((text) => words(text));
  return [...(nodes.length > 0 ? nodes : plain), ...receiptLine(fields)];
}

function errorPanel({ error }: Fields, content: readonly Fields[]): HTMLElement {
  const { message, hint, code } = fieldsOf(error);
  const first = textOf(message) ?? errorText(error) ?? textOf(content[0]?.text) ?? 'It did not work.';
  return element(
    'section',
    { className: 'error', role: 'alert' },
    words(first),
    ...(textOf(hint) === undefined ? [] : [words(String(hint), 'quiet')]),
    ...(textOf(code) === undefined ? [] : [element('p', { className: 'quiet' }, element('code', {}, String(code)))]),
  );
}
