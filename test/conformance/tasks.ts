import { randomUUID } from 'node:crypto';
import { inputResponse, ProtocolError, type ServerContext } from '@modelcontextprotocol/server';
import { invalidParams } from '../../src/server/protocol-errors.ts';
import { declaresTasks, type Task, type TaskSource, taskResult, tasksRequired } from '../../src/server/tasks.ts';
import { ask, field, require, text } from './content.ts';
import type { FixtureTool } from './tools.ts';

type Answers = Readonly<Record<string, unknown>>;
type Doing = {
  readonly signal: AbortSignal;
  /** Asks the client, and resolves when every question has its answer. */
  readonly ask: (questions: Answers) => Promise<Answers>;
};
type Kept = {
  task: Task;
  readonly stop: AbortController;
  asked: Record<string, unknown>;
  answers: Record<string, unknown>;
  go: (answers: Answers) => void;
};

const HOUR_MS = 3_600_000;
const INTERNAL = -32603;
const kept = new Map<string, Kept>();

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Error('cancelled'));
    });
  });

const isOver = ({ status }: Task): boolean => status !== 'working' && status !== 'input_required';

function change(entry: Kept, changes: Partial<Task>): void {
  if (isOver(entry.task)) return;
  const { inputRequests: _asked, ...rest } = entry.task;
  entry.task = { ...rest, ...changes, lastUpdatedAt: new Date().toISOString() };
}

function start(work: (doing: Doing) => Promise<ReturnType<typeof text>>) {
  const now = new Date().toISOString();
  const entry: Kept = {
    task: {
      taskId: randomUUID(),
      status: 'working',
      createdAt: now,
      lastUpdatedAt: now,
      ttlMs: HOUR_MS,
      pollIntervalMs: 200,
    },
    stop: new AbortController(),
    asked: {},
    answers: {},
    go: () => undefined,
  };
  kept.set(entry.task.taskId, entry);
  const { signal } = entry.stop;
  const question: Doing['ask'] = (questions) =>
    new Promise((resolve, reject) => {
      entry.asked = { ...questions };
      entry.go = resolve;
      signal.addEventListener('abort', () => reject(new Error('cancelled')));
      change(entry, { status: 'input_required', inputRequests: entry.asked });
    });
  work({ signal, ask: question }).then(
    (result) => change(entry, { status: 'completed', result }),
    (error: unknown) => {
      if (signal.aborted) change(entry, { status: 'cancelled' });
      else if (error instanceof ProtocolError) {
        change(entry, { status: 'failed', error: { code: error.code, message: error.message } });
      } else change(entry, { status: 'completed', result: { ...text(String(error)), isError: true } });
    },
  );
  return taskResult(entry.task);
}

const find = (taskId: string): Kept => {
  const entry = kept.get(taskId);
  if (entry === undefined) throw invalidParams(`Unknown task ${taskId}`);
  return entry;
};

/** Tasks in memory that can ask the client, which the jobs of the real server never do. */
export const fixtureTasks: TaskSource = {
  get: async (taskId) => find(taskId).task,
  cancel: async (taskId) => {
    const entry = find(taskId);
    entry.stop.abort();
    change(entry, { status: 'cancelled' });
  },
  update: async (taskId, answers) => {
    const entry = find(taskId);
    for (const [name, answer] of Object.entries(answers)) {
      if (!(name in entry.asked)) continue;
      entry.answers[name] = answer;
      delete entry.asked[name];
    }
    if (entry.task.status !== 'input_required') return;
    if (Object.keys(entry.asked).length > 0) return change(entry, { inputRequests: { ...entry.asked } });
    change(entry, { status: 'working' });
    entry.go(entry.answers);
  },
};

type Work = (input: Record<string, unknown>, doing: Doing) => Promise<ReturnType<typeof text>>;

/** A tool whose work is a task for those who can take one; others wait, or are refused where waiting is no use. */
const tasked = (properties: Record<string, unknown>, work: Work, isRequired = false): FixtureTool => ({
  schema: { type: 'object', properties },
  run: (input, context) => {
    if (declaresTasks(context.mcpReq.envelope)) return start((doing) => work(input, doing));
    if (isRequired) throw tasksRequired();
    return work(input, { signal: context.mcpReq.signal, ask: () => Promise.reject(new Error('nobody to ask')) });
  },
});

const confirm = (message: string) => ask(message, field('confirm'));

const afterName = (_input: Record<string, unknown>, context: ServerContext) => {
  const { mcpReq } = context;
  const name = inputResponse(mcpReq.inputResponses, 'user_name');
  if (name.kind === 'missing') {
    return require({ user_name: ask('Name?', field('name')) });
  }
  if (!declaresTasks(context.mcpReq.envelope)) throw tasksRequired();
  return start(async ({ signal }) => {
    await pause(100, signal);
    return text(`Done for ${JSON.stringify(name)}.`);
  });
};

export const taskTools: Readonly<Record<string, FixtureTool>> = {
  greet: {
    schema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    run: ({ name }) => text(`Hello, ${String(name)}!`),
  },
  slow_compute: tasked(
    { seconds: { type: 'number' }, label: { type: 'string' } },
    async ({ seconds, label = '' }, { signal }) => {
      await pause(Number(seconds) * 1000, signal);
      return text(`computed ${String(label)}`);
    },
  ),
  failing_job: tasked(
    {},
    async (_input, { signal }) => {
      await pause(1000, signal);
      throw new Error('The job failed.');
    },
    true,
  ),
  protocol_error_job: tasked({}, async (_input, { signal }) => {
    await pause(200, signal);
    throw new ProtocolError(INTERNAL, 'internal');
  }),
  confirm_delete: tasked({ filename: { type: 'string' } }, async (_input, doing) =>
    text(`answers ${JSON.stringify(await doing.ask({ [randomUUID()]: confirm('Delete it?') }))}`),
  ),
  multi_input: tasked({}, async (_input, doing) =>
    text(
      `answers ${JSON.stringify(await doing.ask({ [randomUUID()]: confirm('One?'), [randomUUID()]: confirm('Two?') }))}`,
    ),
  ),
  test_tool_with_task: { schema: { type: 'object', properties: {} }, run: afterName },
};
