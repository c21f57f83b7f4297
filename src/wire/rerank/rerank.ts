import type { CapabilityFactory } from '../../core/provider.ts';
import type { RerankLimits } from '../../core/rerank.ts';
import { defined } from '../read.ts';
import { rerankOver } from './rerank-wire.ts';

/** What differs between the servers that rank as Cohere and Jina do. */
export type RerankDialect = {
  /** Below the base URL; default `/rerank`. */
  readonly path?: string;
  readonly host?: string;
  /** Default 1000 passages. */
  readonly limits?: (model: string) => RerankLimits;
  readonly passagesField?: 'documents' | 'input' | 'texts';
  /** Passages as objects instead of texts. */
  readonly isObjects?: boolean;
  readonly topField?: 'top_n' | 'top_k';
  /** Fields that every request has. */
  readonly always?: Readonly<Record<string, unknown>>;
};

const MAX_PASSAGES = 1000;

/** Ranking over the wire that most servers share: `{model, query, documents, top_n}`. */
export const rerank = ({
  path = '/rerank',
  host,
  limits = () => ({ passages: MAX_PASSAGES }),
  passagesField = 'documents',
  isObjects = false,
  topField = 'top_n',
  always = {},
}: RerankDialect = {}): CapabilityFactory<'rerank'> =>
  rerankOver({
    limits,
    encode: ({ model, query, passages, top }) => ({
      path,
      ...(host !== undefined && { host }),
      body: defined({
        model,
        query,
        [passagesField]: isObjects ? passages.map((text) => ({ text })) : passages,
        [topField]: top,
        ...always,
      }),
    }),
  });
