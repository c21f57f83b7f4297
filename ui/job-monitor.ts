import { button, element, words } from './element.ts';
import { type Fields, fieldsOf } from './fields.ts';
import type { Host } from './host.ts';
import { errorText, isOpen, type JobState, jobOf } from './job-state.ts';
import { watchJob } from './job-watch.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  creating: 'Starting',
  queued: 'Waiting for its turn',
  running: 'Running',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};
const KINDS: Readonly<Record<string, string>> = {
  generate_video: 'Video',
  video: 'Video',
  generate_image: 'Images',
  image: 'Images',
  transcribe: 'Transcription',
  speak: 'Speech',
};

const nameIn = (names: Readonly<Record<string, string>>, key: string): string =>
  Object.hasOwn(names, key) ? (names[key] ?? key) : key.replaceAll('_', ' ');

/** Follows a job to its end on screen. `onDone` is given the answer that says it has succeeded. */
export function jobMonitor(
  first: JobState,
  { host, signal, onDone }: { readonly host: Host; readonly signal: AbortSignal; onDone(answer: Fields): void },
): HTMLElement {
  const { callTool } = host;
  const title = element('h1', { dir: 'auto' }, nameIn(KINDS, first.kind ?? 'Job'));
  const status = element('p', { className: 'status', role: 'status' });
  const percent = element('span', { className: 'quiet' });
  const bar = element('progress', { max: 1, ariaLabel: 'Progress' });
  const trouble = element('p', { className: 'quiet trouble', role: 'status' });
  const reason = words('', 'reason');
  const id = element('p', { className: 'quiet' }, 'Job ', element('code', {}, first.id));
  const controls = element('div', { className: 'controls' });
  const track = element('div', { className: 'track' }, bar, percent);
  const box = element(
    'section',
    { className: 'job', ariaLabel: 'Job' },
    element('div', { className: 'head' }, title, status),
    track,
    reason,
    trouble,
    element('div', { className: 'foot' }, id, controls),
  );

  let furthest = 0;
  const show = (state: JobState): void => {
    const open = isOpen(state);
    const sentence = nameIn(SENTENCES, state.status);
    // Written only when it is new: a screen reader says it each time.
    if (status.textContent !== sentence) status.textContent = sentence;
    box.dataset.status = state.status;
    furthest = Math.max(furthest, state.progress ?? 0);
    if (state.progress === undefined && furthest === 0) bar.removeAttribute('value');
    else bar.value = furthest;
    percent.textContent = furthest > 0 ? `${Math.floor(furthest * 100)} %` : '';
    track.hidden = !open;
    reason.textContent = state.error ?? '';
    reason.hidden = state.error === undefined;
    controls.hidden = !open;
    if (state.kind !== undefined) title.textContent = nameIn(KINDS, state.kind);
  };

  const tell = (sentence: string | undefined): void => {
    const text = sentence ?? '';
    if (trouble.textContent !== text) trouble.textContent = text;
  };
  show(first);
  if (!isOpen(first)) return box;
  if (callTool === undefined) {
    tell('This host does not let pages ask; ask for the job by its id.');
    return box;
  }

  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  controls.append(
    ...cancelControls(async () => {
      const answer = await callTool('cancel_job', { job_id: first.id });
      const { error, ...fields } = fieldsOf(answer.structuredContent);
      if (answer.isError === true) throw new Error(errorText(error) ?? 'The job could not be cancelled.');
      const state = jobOf({ job_id: first.id, ...fields });
      if (state === undefined || ended.aborted) return;
      show(state);
      if (!isOpen(state)) stop.abort();
    }, tell),
  );
  void watchJob(first.id, {
    callTool,
    signal: ended,
    onTrouble: tell,
    onState(state, answer) {
      show(state);
      if (state.status === 'succeeded') onDone(answer);
    },
  });
  return box;
}

/** Asks once more before it cancels: what a provider has begun may cost money all the same. */
function cancelControls(cancel: () => Promise<void>, tell: (sentence: string | undefined) => void): readonly Node[] {
  const ask = button('Cancel job', () => turn(true));
  const yes = button('Cancel it', () => {
    yes.disabled = true;
    cancel()
      .catch((failure: Error) => tell(failure.message))
      .finally(() => {
        yes.disabled = false;
        turn(false);
      });
  });
  const no = button('Keep it', () => turn(false));
  const turn = (isAsking: boolean): void => {
    [ask.hidden, yes.hidden, no.hidden] = [isAsking, !isAsking, !isAsking];
    (isAsking ? no : ask).focus();
  };
  [yes.hidden, no.hidden] = [true, true];
  yes.className = 'danger';
  return [ask, yes, no];
}
