import { startUpstream, type Upstream } from '../upstream.ts';

/** What a vendor of films did, as its own books tell: the only true count of what was begun. */
export type FilmVendor = Pick<Upstream, 'url' | 'close'> & {
  /** How often work was begun for a prompt. */
  readonly creates: ReadonlyMap<string, number>;
  readonly cancels: readonly string[];
  readonly downloads: ReadonlyMap<string, number>;
  /** Looks at one piece of work that overlapped. */
  readonly doubleLooks: number;
};

export type VendorPace = {
  /** Between the request that begins work and the answer that names it. */
  readonly createMs: number;
  readonly workMs: number;
  readonly lookMs: number;
};

const film = (name: string): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, 20]), Buffer.from('ftypisom'), Buffer.alloc(8), Buffer.from(name)]);

/** `POST /films {prompt}`, `GET /films/<id>`, `DELETE /films/<id>`, `GET /films/<id>/film.mp4`. */
export async function startFilmVendor({ createMs, workMs, lookMs }: VendorPace): Promise<FilmVendor> {
  const creates = new Map<string, number>();
  const downloads = new Map<string, number>();
  const cancels: string[] = [];
  const films = new Map<string, { readonly prompt: string; readonly readyAt: number }>();
  const looking = new Set<string>();
  let doubleLooks = 0;
  const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  const upstream = await startUpstream(async ({ method, url, body }, response) => {
    const json = (value: unknown, status = 200): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const [, , id = '', file] = url.split('/');
    if (method === 'POST') {
      const prompt = String((body as { readonly prompt?: unknown }).prompt); // what is sent is checked by the tests
      creates.set(prompt, (creates.get(prompt) ?? 0) + 1);
      const made = `film-${films.size + 1}`;
      films.set(made, { prompt, readyAt: performance.now() + workMs });
      await later(createMs);
      return json({ id: made });
    }
    const known = films.get(id);
    if (known === undefined) return json({ message: 'unknown' }, 404);
    if (method === 'DELETE') {
      cancels.push(id);
      return json({});
    }
    if (file !== undefined) {
      downloads.set(id, (downloads.get(id) ?? 0) + 1);
      return void response.writeHead(200, { 'content-type': 'video/mp4' }).end(film(known.prompt));
    }
    if (looking.has(id)) doubleLooks++;
    looking.add(id);
    await later(lookMs);
    looking.delete(id);
    const isReady = performance.now() >= known.readyAt;
    json({ status: isReady ? 'done' : 'running', ...(isReady && { url: `${upstream.url}/films/${id}/film.mp4` }) });
  });
  return {
    url: upstream.url,
    close: upstream.close,
    creates,
    downloads,
    cancels,
    get doubleLooks() {
      return doubleLooks;
    },
  };
}
