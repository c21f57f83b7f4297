import type { Shown } from './artifacts.ts';
import { element, words } from './element.ts';
import { type Fields, fieldsOf, listOf, textOf } from './fields.ts';
import { connectHost, type Host } from './host.ts';
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
  const end = new AbortController();
  let shownJob = new AbortController();
  let input: Fields = {};
  let connected: Host = {};

  const show = (result: Fields): void => {
    shownJob.abort();
    shownJob = new AbortController();
    put(...nodesFor(result));
  };

  const nodesFor = (result: Fields): readonly Node[] => {
    const fields = fieldsOf(result.structuredContent);
    const content = listOf(result.content).map(fieldsOf);
    if (result.isError === true) return [errorPanel(fields, content)];
    const job = jobOf(fields);
    const isDone = job?.status === 'succeeded';
    if (job === undefined || isDone) {
      return picture({ fields: { ...fields, ...job?.result }, content, input, host: connected });
    }
    const signal = AbortSignal.any([end.signal, shownJob.signal]);
    return [jobMonitor(job, { host: connected, signal, onDone: show })];
  };

  const picture = (shown: Shown): readonly Node[] => {
    const nodes = render(shown);
    live.textContent = 'The result is here.';
    const plain = shown.content.flatMap(({ text }) => textOf(text) ?? []).map((text) => words(text));
    return [...(nodes.length > 0 ? nodes : plain), ...receiptLine(shown.fields)];
  };

  if (window.parent === window) return say('This page shows results inside a program that supports MCP Apps.');
  say('Connecting …');
  try {
    connected = await connectHost(title, {
      input(given) {
        input = given;
        say('Working …');
      },
      result: show,
      cancelled: () => say('Cancelled.'),
      end: () => end.abort(),
    });
    if (main.textContent === 'Connecting …') say('Working …');
  } catch (failure) {
    say(failure instanceof Error ? failure.message : 'The host did not answer.');
  }
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
