import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPackageDefinition, Server, ServerCredentials, type ServiceDefinition, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { schemaCheck } from '../../contract/spec.ts';
import { shared } from '../../shared.ts';
import { startUpstream } from '../../upstream.ts';
import { type Held, ranked } from './specified.ts';

type Filters = {
  readonly operator: string;
  readonly filters: readonly Filters[];
  readonly target?: { readonly property?: string };
  readonly valueTextArray?: { readonly values: readonly string[] };
  readonly valueNumber?: number;
  readonly valueInt?: number;
};
type Properties = Readonly<Record<string, unknown>>;
type Class = { readonly class: string; readonly properties: { readonly name: string }[] };
/** Messages as the vendor's own files decode them. */
type Call<T> = { readonly request: T };
type Reply = (error: { readonly code: number; readonly details: string } | null, answer?: object) => void;
type Search = {
  readonly collection: string;
  readonly limit: number;
  readonly after?: string;
  readonly filters?: Filters;
  readonly nearVector?: {
    readonly vectorBytes?: Uint8Array;
    readonly vectors?: readonly { vectorBytes: Uint8Array }[];
  };
};
type Batch = {
  readonly objects: readonly {
    readonly uuid: string;
    readonly collection: string;
    readonly vectorBytes: Uint8Array;
    readonly vectors: readonly { readonly vectorBytes: Uint8Array }[];
    readonly properties: {
      readonly nonRefProperties?: { readonly fields?: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
      readonly textArrayProperties: readonly { readonly propName: string; readonly values: readonly string[] }[];
    };
  }[];
};

const floats = (bytes: Uint8Array): number[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 4 }, (_, index) => view.getFloat32(index * 4, true));
};

class UnknownProperty extends Error {}

const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  OPERATOR_GREATER_THAN: (left, right) => left > right,
  OPERATOR_GREATER_THAN_EQUAL: (left, right) => left >= right,
  OPERATOR_LESS_THAN: (left, right) => left < right,
  OPERATOR_LESS_THAN_EQUAL: (left, right) => left <= right,
};

/** As https://docs.weaviate.io/weaviate/api/graphql/filters says; a property that the schema does not know is an error. */
function meets(filter: Filters, { id, beside }: Held<Properties>, known: ReadonlySet<string>): boolean {
  const { operator, filters, target, valueTextArray, valueNumber, valueInt } = filter;
  if (operator === 'OPERATOR_AND') return filters.every((part) => meets(part, { id, vector: [], beside }, known));
  if (operator === 'OPERATOR_OR') return filters.some((part) => meets(part, { id, vector: [], beside }, known));
  const property = target?.property ?? '';
  const value = property === '_id' ? id : beside[property];
  if (property !== '_id' && !known.has(property))
    throw new UnknownProperty(`no such prop with name '${property}' found`);
  const values = (Array.isArray(value) ? value : [value]).map(String);
  if (operator === 'OPERATOR_CONTAINS_ANY') return values.some((each) => valueTextArray?.values.includes(each));
  if (operator === 'OPERATOR_CONTAINS_NONE') return !values.some((each) => valueTextArray?.values.includes(each));
  const compare = COMPARISONS[operator];
  if (compare === undefined) throw new UnknownProperty(`operator ${operator}`);
  return typeof value === 'number' && compare(value, valueNumber ?? valueInt ?? Number.NaN);
}

/** Weaviate's schema over REST and its data over gRPC, by the vendor's published files, on loopback. */
export async function startWeaviate() {
  const classes = new Map<string, Class>();
  const objects = new Map<string, Map<string, Held<Properties>>>();
  const problems: string[] = [];
  const checkClass = schemaCheck('weaviate', 'definitions/Class', { file: 'swagger.json' });
  const checkProperty = schemaCheck('weaviate', 'definitions/Property', { file: 'swagger.json' });
  const rest = await startUpstream((request, response) => {
    const answer = (code: number, body?: unknown): void => {
      response
        .writeHead(code, { 'content-type': 'application/json' })
        .end(body === undefined ? '' : JSON.stringify(body));
    };
    const [, , part, name = '', inner] = new URL(request.url, rest.url).pathname.split('/');
    if (part === 'meta') return answer(200, { hostname: rest.url, version: '1.34.0', modules: {} });
    const found = classes.get(name);
    // Checked against the specification first.
    if (request.method === 'POST' && inner === 'properties' && found !== undefined) {
      problems.push(...checkProperty(request.body));
      found.properties.push(request.body as { name: string });
      return answer(200, request.body);
    }
    if (request.method === 'POST') {
      problems.push(...checkClass(request.body));
      const made = request.body as Class;
      classes.set(made.class, made);
      objects.set(made.class, new Map());
      return answer(200, made);
    }
    if (request.method === 'DELETE') {
      classes.delete(name);
      objects.delete(name);
      return answer(200);
    }
    if (found === undefined) return answer(404);
    return answer(200, found);
  });

  const answered = (
    collection: string,
    reply: Reply,
    work: (held: Map<string, Held<Properties>>, known: Set<string>) => object,
  ) => {
    const held = objects.get(collection);
    const known = new Set((classes.get(collection)?.properties ?? []).map(({ name }) => name));
    try {
      if (held === undefined) throw new UnknownProperty(`could not find class ${collection} in schema`);
      reply(null, work(held, known));
    } catch (error) {
      reply({ code: status.UNKNOWN, details: error instanceof Error ? error.message : '' });
    }
  };
  const service = {
    BatchObjects({ request }: Call<Batch>, reply: Reply) {
      const [first] = request.objects;
      answered(first?.collection ?? '', reply, (held) => {
        for (const { uuid, vectors, vectorBytes, properties } of request.objects) {
          const plain = Object.entries(properties.nonRefProperties?.fields ?? {}).map(([name, value]) => [
            name,
            value.numberValue ?? value.stringValue,
          ]);
          const lists = properties.textArrayProperties.map(({ propName, values }) => [propName, values]);
          const bytes = vectors[0]?.vectorBytes ?? vectorBytes;
          held.set(uuid, { id: uuid, vector: floats(bytes), beside: Object.fromEntries([...plain, ...lists]) });
        }
        return { took: 0, errors: [] };
      });
    },
    BatchDelete({ request }: Call<{ readonly collection: string; readonly filters: Filters }>, reply: Reply) {
      answered(request.collection, reply, (held, known) => {
        const gone = [...held.values()].filter((object) => meets(request.filters, object, known));
        for (const { id } of gone) held.delete(id);
        return { took: 0, failed: 0, matches: gone.length, successful: gone.length, objects: [] };
      });
    },
    Search({ request }: Call<Search>, reply: Reply) {
      answered(request.collection, reply, (held, known) => {
        const { nearVector, filters, after = '', limit } = request;
        const left = [...held.values()].filter((object) => !filters || meets(filters, object, known));
        const bytes = nearVector?.vectors?.[0]?.vectorBytes ?? nearVector?.vectorBytes;
        const hits =
          bytes === undefined
            ? left
                .filter(({ id }) => id > after)
                .sort((a, b) => (a.id < b.id ? -1 : 1))
                .map((object) => ({ ...object, score: 1 }))
            : ranked(left, floats(bytes));
        const results = hits.slice(0, limit).map(({ id, score }) => ({
          metadata: { id, distance: 1 - score, distancePresent: true },
          properties: { nonRefProps: { fields: {} }, targetCollection: request.collection },
        }));
        return { took: 0, results };
      });
    },
    Aggregate({ request }: Call<{ readonly collection: string }>, reply: Reply) {
      answered(request.collection, reply, (held) => ({ took: 0, singleResult: { objectsCount: held.size } }));
    },
  };

  // The files import each other below v1/.
  const folder = mkdtempSync(join(tmpdir(), 'llmkit-proto-'));
  symlinkSync(shared('wire', 'specs', 'weaviate', 'proto'), join(folder, 'v1'));
  const definition = loadSync('v1/weaviate.proto', {
    includeDirs: [folder],
    enums: String,
    longs: Number,
    defaults: false,
    arrays: true,
    objects: true,
  });
  rmSync(folder, { recursive: true, force: true });
  // What the file declares: package weaviate.v1, service Weaviate.
  const loaded = loadPackageDefinition(definition) as unknown as {
    readonly weaviate: { readonly v1: { readonly Weaviate: { readonly service: ServiceDefinition } } };
  };
  const grpc = new Server();
  // gRPC takes handlers of any shape; those that are missing answer UNIMPLEMENTED.
  grpc.addService(loaded.weaviate.v1.Weaviate.service, service as never);
  const port = await new Promise<number>((resolve, reject) => {
    grpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    url: rest.url,
    grpcUrl: `http://127.0.0.1:${port}`,
    problems,
    close: async () => {
      grpc.forceShutdown();
      await rest.close();
    },
  };
}
