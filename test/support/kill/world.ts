import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliPath } from '../../cli.ts';
import { RawClient } from '../../fixtures/server/stdio-client.ts';
import { startUpstream } from '../../upstream.ts';
import { startQdrant } from '../vector/qdrant-server.ts';
import { type Operation, textOf } from './plan.ts';

export const COLLECTION = 'kill';

/** How a text is embedded here: its letters counted, in an order and a number of its model's own. Unit length. */
export function embeddingOf(model: string, text: string): readonly number[] {
  const isLarge = model.endsWith('large');
  const counts = new Array<number>(isLarge ? 48 : 36).fill(0.01);
  for (const character of text.toLowerCase()) {
    const digit = Number.parseInt(character, 36);
    if (Number.isNaN(digit)) continue;
    const place = isLarge ? 47 - digit : digit;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const length = Math.hypot(...counts);
  return counts.map((value) => value / length);
}

export type Result = {
  readonly isError: boolean;
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>>;
};

/** What a lane of operations came to, in the words that `allowedAfter` reads. */
export type Lane = { readonly operations: readonly Operation[]; readonly lines: string[]; readonly errors: string[] };

/** The built server with a data folder, an embedder and a vector store of its own, all of which outlive it. */
export async function startWorld(settings: Readonly<Record<string, string>> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'llmkit-kill-'));
  const qdrant = await startQdrant();
  /** Called at each sign of the server: a request to a vendor, or a line that it wrote. */
  let onSign: () => void = () => {};
  /** What vendors wait for before they answer. */
  let held: Promise<void> | undefined;
  qdrant.onRequest(() => {
    onSign();
    return held;
  });
  const embedder = await startUpstream(async ({ body }, response) => {
    onSign();
    await held;
    const { model, input } = body as { model: string; input: readonly string[] }; // as the wire family sends it
    const data = input.map((text, index) => ({ object: 'embedding', index, embedding: embeddingOf(model, text) }));
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ object: 'list', model, data, usage: { prompt_tokens: 9, total_tokens: 9 } }));
  });
  const environment = {
    LLMKIT_HOME: home,
    LLMKIT_DISCOVER: '0',
    OPENAI_API_KEY: 'test-key',
    OPENAI_BASE_URL: `${embedder.url}/v1`,
    QDRANT_URL: qdrant.url,
    ...settings,
  };
  let nextId = 1;

  async function open() {
    const client = new RawClient(environment, [process.execPath, cliPath, 'serve']);
    const closed = new Promise<void>((resolve) => client.child.on('close', () => resolve()));
    client.child.stdout.on('data', () => onSign());
    await client.initialize();

    async function call(name: string, input: object, id = nextId++): Promise<Result> {
      const params = { name, arguments: input, _meta: { progressToken: id } };
      const { result, error } = await client.request(id, 'tools/call', params);
      const content = (result?.content ?? []) as readonly { readonly text?: string }[]; // text blocks by the protocol
      return {
        isError: error !== undefined || result?.isError === true,
        text: error?.message ?? content.map(({ text }) => text ?? '').join('\n'),
        structured: (result?.structuredContent ?? {}) as Readonly<Record<string, unknown>>, // an object by the protocol
      };
    }

    async function operate({ kind, documents }: Operation, id: number): Promise<Result> {
      if (kind === 'delete') {
        return call('rag_delete', { collection: COLLECTION, documents: documents.map((each) => each.id) }, id);
      }
      const sources = documents.map((each) => ({ id: each.id, text: textOf(each.id, each.version) }));
      return call('rag_index', { collection: COLLECTION, sources, replace: kind === 'replace' }, id);
    }

    return {
      call,
      /** Runs operations one after the other. Its lines grow as the server reports; nobody hears the end of a killed one. */
      run(operations: readonly Operation[]): Lane & { readonly ended: Promise<void> } {
        const lines: string[] = [];
        const errors: string[] = [];
        const ended = (async () => {
          for (const [number, operation] of operations.entries()) {
            const id = nextId++;
            lines.push(`begin ${number}`);
            const listener = () => noteProgress(client, id, number, lines);
            client.child.stdout.on('data', listener);
            void closed.then(listener);
            const { isError, text, structured } = await operate(operation, id);
            listener();
            const failed = (structured.failed ?? []) as readonly { readonly reason: string }[];
            if (isError || failed.length > 0) errors.push(isError ? text : (failed[0]?.reason ?? ''));
            else lines.push(`end ${number}`);
          }
        })();
        return { operations, lines, errors, ended };
      },
      /** Kills the server so many signs from now, and some turns of this loop later; resolves when it is gone. */
      kill(signs: number, turns: number, ended: Promise<unknown>): Promise<void> {
        let left = signs;
        const strike = (): void => {
          onSign = () => {};
          let spins = turns;
          const spin = () => (spins-- > 0 ? setImmediate(spin) : client.kill());
          spin();
        };
        onSign = () => --left === 0 && strike();
        // What ends sooner is killed when it has just ended.
        void ended.then(() => left > 0 && strike());
        if (signs === 0) strike();
        return closed;
      },
      end(): Promise<void> {
        client.kill();
        return closed;
      },
    };
  }

  return {
    home,
    qdrant,
    open,
    hold(until: Promise<void> | undefined): void {
      held = until;
    },
    async close(): Promise<void> {
      await Promise.all([qdrant.close(), embedder.close()]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;
export type Server = Awaited<ReturnType<World['open']>>;

/** What is counted as indexed is durable; the bar itself moves on while a batch is embedded. */
function noteProgress(client: RawClient, id: number, number: number, lines: string[]): void {
  for (const { method, params } of client.messages) {
    if (method !== 'notifications/progress' || params?.progressToken !== id) continue;
    const count = /(\d+) indexed/u.exec(String(params.message))?.[1];
    const line = `done ${number} ${count}`;
    if (count !== undefined && !lines.includes(line)) lines.push(line);
  }
}
