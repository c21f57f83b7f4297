import { basename, dirname, join } from 'node:path';
import { type Artifacts, parseArtifactName } from '../core/artifact.ts';
import type { Config } from '../core/config.ts';
import type { Media } from '../core/content.ts';
import { ProviderError } from '../core/errors.ts';
import { mediaTypeOf } from '../core/media-type.ts';
import type { SourceLoader } from '../core/source.ts';
import type { Principal } from '../core/tool.ts';
import type { EgressGuard } from './egress.ts';
import { createPathGuard } from './path-guard.ts';
import { expandFiles } from './walk.ts';

/** Largest source when the caller sets no limit, in bytes. */
const DEFAULT_MAX_BYTES = 50 * 1024 * 1024;

/** A scheme, but not the letter of a Windows drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

export type SourceLoaderOptions = {
  readonly config: Pick<Config, 'roots'> & Partial<Pick<Config, 'home'>>;
  readonly egress: EgressGuard;
  /** What `artifact://…` names, where there is any. */
  readonly artifacts?: () => Promise<Pick<Artifacts, 'describe' | 'read'>>;
};

/** Loads a path inside the roots, an https URL through the egress guard, a `data:` URL or an artifact of the caller. */
export function createSourceLoader({ config, egress, artifacts }: SourceLoaderOptions): SourceLoader {
  const guard = createPathGuard({ roots: config.roots, home: config.home });

  /**
   * The artifact that a path names. The folder is closed as a path, since it holds those of all tenants, and a result
   * tells clients on this machine the path of theirs: such a path is the artifact, for whom it belongs to and nobody else.
   */
  const artifactAt = (path: string): string | undefined => {
    const isThere = config.home !== undefined && dirname(path) === join(config.home, 'artifacts');
    return isThere && parseArtifactName(basename(path)) !== undefined ? `artifact://${basename(path)}` : undefined;
  };

  async function readArtifact(uri: string, principal: Principal, maxBytes: number): Promise<Media> {
    const kept = await artifacts?.();
    if (kept === undefined) throw notAllowed('artifact');
    const { bytes } = await kept.describe(uri, { principal });
    if (bytes > maxBytes) {
      throw new ProviderError('invalid_input', {
        message: `The artifact is larger than ${maxBytes} bytes.`,
        processed: false,
      });
    }
    return kept.read(uri, { principal });
  }

  return {
    async load(source, { signal, maxBytes = DEFAULT_MAX_BYTES, principal }) {
      signal.throwIfAborted();
      const scheme = SCHEME.exec(source)?.[1]?.toLowerCase();
      if (scheme === 'data') return dataUrl(source, maxBytes);
      if (scheme === 'https' || scheme === 'http') {
        const { bytes, mimeType, url } = await egress.fetch(source, { signal, maxBytes });
        return withName({ bytes, mimeType }, URL.parse(url)?.pathname.split('/').at(-1));
      }
      const artifact = scheme === 'artifact' ? source : artifactAt(source);
      if (artifact !== undefined && principal !== undefined) return readArtifact(artifact, principal, maxBytes);
      if (scheme !== undefined && /^[^:]+:\/\//.test(source)) throw notAllowed(scheme);
      const { bytes, path } = await guard.read(source, maxBytes);
      const name = basename(path);
      return { bytes, mimeType: mediaTypeOf(bytes, name), name };
    },
    expand: async (pattern) =>
      artifactAt(pattern) === undefined
        ? expandFiles(pattern, guard, config.roots)
        : { files: [pattern], unreadable: [] },
  };
}

const notAllowed = (scheme: string): ProviderError =>
  new ProviderError('forbidden', {
    message: `The scheme ${scheme.slice(0, 20)} is not allowed here.`,
    hint: 'Give a file path, an https URL, a data: URL or an artifact:// URI.',
    processed: false,
  });

const withName = (media: Media, name: string | undefined): Media => (name ? { ...media, name } : media);

/** `data:[type][;base64],…` */
function dataUrl(source: string, maxBytes: number): Media {
  const comma = source.indexOf(',');
  if (comma === -1)
    throw new ProviderError('invalid_input', { message: 'That is not a complete data: URL.', processed: false });
  const head = source.slice('data:'.length, comma);
  const body = source.slice(comma + 1);
  if (body.length > maxBytes * 3) throw tooLarge(maxBytes);
  const bytes = /;\s*base64$/i.test(head) ? fromBase64(body) : fromText(body);
  if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
  return { bytes, mimeType: mediaTypeOf(bytes, undefined, head === '' || head.startsWith(';') ? 'text/plain' : head) };
}

function fromBase64(text: string): Uint8Array {
  const compact = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact)) throw notData();
  return Buffer.from(compact, 'base64');
}

function fromText(text: string): Uint8Array {
  try {
    return Buffer.from(decodeURIComponent(text));
  } catch {
    throw notData();
  }
}

const notData = (): ProviderError =>
  new ProviderError('invalid_input', { message: 'The data: URL cannot be decoded.', processed: false });
const tooLarge = (maxBytes: number): ProviderError =>
  new ProviderError('invalid_input', { message: `The data: URL holds more than ${maxBytes} bytes.`, processed: false });
