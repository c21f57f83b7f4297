import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../src/core/filter.ts';
import { type FilterDialect, screen, speak, tokensOf } from '../../../src/core/screen.ts';
import { chromaDialect } from '../../../src/stores/vector/chroma.ts';
import { lancedbDialect } from '../../../src/stores/vector/lancedb.ts';
import { milvusDialect } from '../../../src/stores/vector/milvus.ts';
import { pgvectorDialect } from '../../../src/stores/vector/pgvector.ts';
import { pineconeDialect } from '../../../src/stores/vector/pinecone.ts';
import { qdrantDialect } from '../../../src/stores/vector/qdrant.ts';
import { redisDialect } from '../../../src/stores/vector/redis.ts';
import { weaviateDialect } from '../../../src/stores/vector/weaviate.ts';

const said = <T>(filter: Readonly<Record<string, unknown>>, dialect: FilterDialect<T>): T | undefined =>
  speak(screen(parseFilter(filter)), dialect);

const FILTER = { lang: 'de', $not: { tags: 'x' }, year: { $gte: 2020 } };
const HOSTILE = { "a'; DROP TABLE x; --": { $in: ['"] or true', "') OR 1=1 --", '\\'] } };

describe('one filter in the words of each store', () => {
  it('Chroma', () => {
    expect(said(FILTER, chromaDialect)).toMatchInlineSnapshot(`
      {
        "$and": [
          {
            "t_fYgO8oDA0ZOzKAf3": true,
          },
          {
            "t_OgyjOM-CYcSDBAgc": {
              "$ne": true,
            },
          },
          {
            "$or": [
              {
                "$or": [
                  {
                    "n_year": {
                      "$gte": 2020,
                    },
                  },
                  {
                    "n_year": {
                      "$gt": 2019.9999999999998,
                    },
                  },
                ],
              },
              {
                "t_myiXt7oE8dD_z9jn": true,
              },
            ],
          },
        ],
      }
    `);
  });
  it('LanceDB', () => {
    expect(said(FILTER, lancedbDialect)).toMatchInlineSnapshot(
      `"(array_has_any(tokens, ['lang="de"']) AND (NOT array_has_any(tokens, ['tags="x"'])) AND (array_has_any(tokens, ['year#']) OR array_has_any(tokens, ['year[]'])))"`,
    );
  });
  it('Milvus', () => {
    expect(said(FILTER, milvusDialect)).toMatchInlineSnapshot(
      `"(json_contains_any(payload["tokens"], ["lang=\\"de\\""]) and (not json_contains_any(payload["tokens"], ["tags=\\"x\\""])) and ((payload["numbers"]["year"] >= 2020) or json_contains_any(payload["tokens"], ["year[]"])))"`,
    );
  });
  it('pgvector', () => {
    expect(said(FILTER, pgvectorDialect)).toMatchInlineSnapshot(`
      {
        "sql": "(tokens && ?::text[] AND NOT (tokens && ?::text[]) AND (coalesce((numbers ->> ?)::float8 >= ?::float8, false) OR tokens && ?::text[]))",
        "values": [
          [
            "lang="de"",
          ],
          [
            "tags="x"",
          ],
          "year",
          2020,
          [
            "year[]",
          ],
        ],
      }
    `);
  });
  it('Pinecone', () => {
    expect(said(FILTER, pineconeDialect)).toMatchInlineSnapshot(`
      {
        "$and": [
          {
            "tokens": {
              "$in": [
                "lang="de"",
              ],
            },
          },
          {
            "tokens": {
              "$nin": [
                "tags="x"",
              ],
            },
          },
          {
            "$or": [
              {
                "n_year": {
                  "$gte": 2020,
                },
              },
              {
                "tokens": {
                  "$in": [
                    "year[]",
                  ],
                },
              },
            ],
          },
        ],
      }
    `);
  });
  it('Qdrant', () => {
    expect(said(FILTER, qdrantDialect)).toMatchInlineSnapshot(`
      {
        "must": [
          {
            "key": "tokens",
            "match": {
              "any": [
                "lang="de"",
              ],
            },
          },
          {
            "must_not": [
              {
                "key": "tokens",
                "match": {
                  "any": [
                    "tags="x"",
                  ],
                },
              },
            ],
          },
          {
            "should": [
              {
                "key": "numbers.year",
                "range": {
                  "gte": 2020,
                },
              },
              {
                "key": "tokens",
                "match": {
                  "any": [
                    "year[]",
                  ],
                },
              },
            ],
          },
        ],
      }
    `);
  });
  it('Redis', () => {
    expect(said(FILTER, redisDialect)).toMatchInlineSnapshot(
      `"(("t_fYgO8oDA0ZOzKAf3" in .tokens) and (not ("t_OgyjOM-CYcSDBAgc" in .tokens)) and (("t_Ndko5MFDPxCyRUsq" in .tokens) or ("t_myiXt7oE8dD_z9jn" in .tokens)))"`,
    );
  });
  it('Weaviate', () => {
    expect(said(FILTER, weaviateDialect)).toMatchInlineSnapshot(`
      {
        "filters": [
          {
            "operator": "ContainsAny",
            "target": {
              "property": "tokens",
            },
            "value": [
              "lang="de"",
            ],
          },
          {
            "operator": "ContainsNone",
            "target": {
              "property": "tokens",
            },
            "value": [
              "tags="x"",
            ],
          },
          {
            "filters": [
              {
                "operator": "GreaterThanEqual",
                "target": {
                  "property": "n_year",
                },
                "value": 2020,
              },
              {
                "operator": "ContainsAny",
                "target": {
                  "property": "tokens",
                },
                "value": [
                  "year[]",
                ],
              },
            ],
            "operator": "Or",
            "value": null,
          },
        ],
        "operator": "And",
        "value": null,
      }
    `);
  });
});

describe('a hostile value', () => {
  it('stays a value where expressions are text', () => {
    expect(said(HOSTILE, lancedbDialect)).toMatchInlineSnapshot(
      `"array_has_any(tokens, ['a''; DROP TABLE x; --="\\"] or true"', 'a''; DROP TABLE x; --="'') OR 1=1 --"', 'a''; DROP TABLE x; --="\\\\"'])"`,
    );
    expect(said(HOSTILE, milvusDialect)).toMatchInlineSnapshot(
      `"json_contains_any(payload["tokens"], ["a'; DROP TABLE x; --=\\"\\\\\\"] or true\\"","a'; DROP TABLE x; --=\\"') OR 1=1 --\\"","a'; DROP TABLE x; --=\\"\\\\\\\\\\""])"`,
    );
    expect(said(HOSTILE, redisDialect)).toMatch(/^\((?:"t_[\w-]{16}" in \.tokens(?: or )?){3}\)$/u);
    expect(said(HOSTILE, pgvectorDialect)?.sql).toBe('tokens && ?::text[]');
  });

  it('of any length becomes a short token', () => {
    const [present, value] = tokensOf({ field: 'x'.repeat(100_000) });
    expect(present).toBe('field?');
    expect(value).toMatch(/^#[0-9a-f]{40}$/u);
  });
});

describe('what a store is not asked', () => {
  it.each([
    [{}],
    [{ title: { $gt: 'a' } }],
    [{ $or: [{ lang: 'de' }, { title: { $gt: 'a' } }] }],
    [{ 'odd name': { $gt: 1 } }],
    [{ $not: { title: { $lt: 'a' } } }],
  ])('%j is left to the catalogue', (filter) => {
    expect(screen(parseFilter(filter))).toEqual({ kind: 'all' });
  });

  it('is left out of what it is asked', () => {
    expect(screen(parseFilter({ lang: 'de', title: { $gt: 'a' } }))).toEqual({ kind: 'has', tokens: ['lang="de"'] });
    expect(screen(parseFilter({ lang: { $in: [] } }))).toEqual({ kind: 'none' });
  });
});
