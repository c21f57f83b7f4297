import type { SearchHit } from '../core/retrieval.ts';
import type { CollectionStore } from '../core/store.ts';

/** Each hit with the text from `reach` chunks before it to `reach` after it: found by little, read in its place. */
export async function withNeighbours(
  store: CollectionStore,
  hits: readonly SearchHit[],
  reach: number,
): Promise<readonly SearchHit[]> {
  if (reach === 0) return hits;
  const texts = new Map<string, string | undefined>();
  for (const { document } of hits) {
    if (!texts.has(document)) texts.set(document, (await store.document(document))?.text);
  }
  return Promise.all(
    hits.map(async (hit) => {
      const text = texts.get(hit.document);
      if (text === undefined) return hit;
      const around = await store.chunks(neighbourIds(hit, reach));
      const start = Math.min(hit.start, ...around.map((chunk) => chunk.start));
      const end = Math.max(hit.end, ...around.map((chunk) => chunk.end));
      return { ...hit, context: { text: text.slice(start, end), start, end } };
    }),
  );
}

/** A chunk's id ends with its place in the document. */
function neighbourIds({ id, document }: SearchHit, reach: number): readonly string[] {
  const place = Number(id.slice(document.length + 1));
  return Array.from({ length: 2 * reach + 1 }, (_, index) => `${document}#${place - reach + index}`);
}
