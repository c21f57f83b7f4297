import { ResourceNotFoundError, type Server } from '@modelcontextprotocol/server';
import type { App } from '../core/app.ts';
import { ProviderError } from '../core/errors.ts';
import type { ResourceContents, ResourceDefinition } from '../core/resource.ts';
import { protocolErrorOf } from './protocol-errors.ts';
import { callOf } from './request-context.ts';
import { compileTemplate, isTemplate, type UriMatcher } from './resource-template.ts';

export type ResourceShelf = {
  readonly listed: readonly ResourceDefinition[];
  readonly templates: readonly ResourceDefinition[];
  find(
    uri: string,
  ): { readonly resource: ResourceDefinition; readonly variables: Readonly<Record<string, string>> } | undefined;
};

/** The resources in the order in which a URI is tried: fixed ones first, then the template with the most literal text. */
export function createShelf(resources: readonly ResourceDefinition[]): ResourceShelf {
  const listed = resources.filter(({ uri }) => !isTemplate(uri));
  const templates = resources.filter(({ uri }) => isTemplate(uri));
  const literal = ({ uri }: ResourceDefinition): number => uri.replaceAll(/\{\w+\}/g, '').length;
  const ordered = [...listed, ...templates.toSorted((left, right) => literal(right) - literal(left))];
  const matchers = ordered.map((resource): readonly [ResourceDefinition, UriMatcher] => [
    resource,
    compileTemplate(resource.uri),
  ]);
  return {
    listed,
    templates,
    find: (uri) => {
      for (const [resource, match] of matchers) {
        const variables = match(uri);
        if (variables !== undefined) return { resource, variables };
      }
      return undefined;
    },
  };
}

/** Installs `resources/list`, `resources/templates/list` and `resources/read`. */
export function installResources(server: Server, app: App, shelf: () => Promise<ResourceShelf>): void {
  const describe = ({ name, title, description, mimeType, meta }: ResourceDefinition) => ({
    name,
    title,
    description,
    ...(mimeType === undefined ? {} : { mimeType }),
    ...metaOf(meta),
  });

  server.setRequestHandler('resources/list', async () => ({
    resources: (await shelf()).listed.map((resource) => ({ uri: resource.uri, ...describe(resource) })),
  }));
  server.setRequestHandler('resources/templates/list', async () => ({
    resourceTemplates: (await shelf()).templates.map((resource) => ({
      uriTemplate: resource.uri,
      ...describe(resource),
    })),
  }));
  server.setRequestHandler('resources/read', async ({ params: { uri } }, context) => {
    const found = (await shelf()).find(uri);
    if (found === undefined) throw new ResourceNotFoundError(uri);
    const call = callOf(app, uri.slice(0, 200), context);
    try {
      const contents = contentsOf(await found.resource.read(found.variables, call));
      return { contents: [{ uri, ...contents, ...metaOf(found.resource.meta) }] };
    } catch (thrown) {
      if (thrown instanceof ProviderError && thrown.code === 'not_found') throw new ResourceNotFoundError(uri);
      throw protocolErrorOf(app, thrown, call);
    }
  });
}

const contentsOf = (contents: ResourceContents) =>
  'text' in contents
    ? { mimeType: contents.mimeType, text: contents.text }
    : { mimeType: contents.mimeType, blob: Buffer.from(contents.blob).toString('base64') };

const metaOf = (meta: ResourceDefinition['meta']) => (meta === undefined ? {} : { _meta: { ...meta } });
