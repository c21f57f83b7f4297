import { type Fields, fieldsOf } from './fields.ts';
import { errorText, isOpen, type JobState, jobOf } from './job-state.ts';

/** The server itself waits so long for something to happen. */
const WAIT_MS = 15_000;
const SHORTEST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

type CallTool = (name: string, input: Fields) => Promise<Fields>;
export type Watch = {
  readonly callTool: CallTool;
  readonly signal: AbortSignal;
  /** `undefined` for trouble that passed. */
  onTrouble(sentence: string | undefined): void;
  onState(state: JobState, answer: Fields): void;
};

/** Asks for a job until it has ended. One answer that fails is asked for again, later each time. */
export async function watchJob(id: string, { callTool, signal, onState, onTrouble }: Watch): Promise<void> {
  let pause = SHORTEST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      const answer = await callTool('get_job', { job_id: id, wait_ms: WAIT_MS });
      const { error, ...fields } = fieldsOf(answer.structuredContent);
      const state = jobOf({ ...fields, error });
      if (answer.isError === true || state === undefined) {
        if (fieldsOf(error).code === 'not_found') return onTrouble('The job is not known any more.');
        throw new Error(errorText(error) ?? 'The server did not say how the job stands.');
      }
      if (signal.aborted) return;
      onTrouble(undefined);
      onState(state, answer);
      if (!isOpen(state)) return;
      pause = SHORTEST_PAUSE_MS;
    } catch (failure) {
      if (signal.aborted) return;
      onTrouble(`${failure instanceof Error ? failure.message : 'No answer.'} Asking again.`);
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    }
    await pauseFor(pause, signal);
    await untilSeen(signal);
  }
}

const pauseFor = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** A page that nobody looks at does not ask. */
const untilSeen = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
    look();
  });
