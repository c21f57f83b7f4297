import { mkdirSync, renameSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Artifact,
  type ArtifactArchive,
  type ArtifactFacts,
  type ArtifactRoom,
  parseArtifactName,
  parseArtifactUri,
} from '../core/artifact.ts';
import type { Clock } from '../core/clock.ts';
import type { Config } from '../core/config.ts';
import { ProviderError } from '../core/errors.ts';
import { essence, extensionOf, mediaTypeOf } from '../core/media-type.ts';
import { STATE_FILE, statePlace } from '../core/state-place.ts';
import { storageError } from '../core/storage-error.ts';
import type { Principal } from '../core/tool.ts';
import { type Draft, type DraftOptions, openDraft } from './artifact-draft.ts';
import { openStored } from './artifact-file.ts';
import { isSignedFor, LINK_MS, parseLink, signLink } from './artifact-links.ts';
import { expire, fileName, makeRoom, sweepDrafts, sweepOrphans } from './artifact-retention.ts';
import {
  type ArtifactRow,
  findRow,
  insertRow,
  listRows,
  pinRow,
  rowsOfFile,
  setThumbnail,
  touchRow,
} from './artifact-rows.ts';
import { keyFile } from './key-file.ts';
import { mediaFacts } from './media-header.ts';
import { keepCopy } from './output-folder.ts';
import type { State } from './state.ts';

export type ArtifactParts = {
  readonly config: Pick<Config, 'home' | 'artifactBytes' | 'artifactDays'> &
    Partial<Pick<Config, 'stateUrl' | 'output'>>;
  readonly clock: Clock;
  readonly state: State;
  /** How drafts are opened, where a test wants a disk that fails. */
  readonly openFile?: DraftOptions['openFile'];
};

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Enough to know a type by its first bytes, or to see that it is text. */
const HEAD_BYTES = 4096;
/** `type/subtype` and parameters, of characters that may stand in a header. */
const MIME_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,90}(?:\s*;[\x20-\x7e]{0,80})?$/;

/**
 * Content-addressed files in `<home>/artifacts`, with a row for each tenant that made them. Several processes may share
 * the folder. What killed processes left is swept on first use; age and room are looked after when something is added.
 */
export function createArtifacts({ config, clock, state, openFile }: ArtifactParts): ArtifactArchive {
  const folder = join(config.home, 'artifacts');
  const place = statePlace(config.stateUrl ?? 'file:', config.home);
  const isStateOfFolder = 'file' in place && place.file === join(config.home, STATE_FILE);
  const key = keyFile(config.home, 'artifacts.key');
  const pathOf = (row: ArtifactRow): string => join(folder, fileName(row));
  let isSwept = false;
  let tidiedAt = Number.NEGATIVE_INFINITY;

  const artifactOf = (row: ArtifactRow): Artifact => ({
    uri: `artifact://${fileName(row)}`,
    mimeType: row.mimeType,
    bytes: row.bytes,
    ...(row.width === undefined ? {} : { width: row.width }),
    ...(row.height === undefined ? {} : { height: row.height }),
    ...(row.durationS === undefined ? {} : { durationS: row.durationS }),
    ...(row.thumbnail === undefined ? {} : { thumbnail: `artifact://${row.thumbnail}` }),
    path: pathOf(row),
  });

  /** Once in an hour; not each time, because it may look at every row. */
  async function tidy(): Promise<void> {
    if (isSwept && clock.monotonicMs() - tidiedAt < HOUR_MS) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isSwept) sweepDrafts(folder, clock.now());
    if (!isSwept && isStateOfFolder) await sweepOrphans(state, folder);
    isSwept = true;
    tidiedAt = clock.monotonicMs();
    await state.write((database) => expire(database, folder, clock.now() - config.artifactDays * DAY_MS));
  }

  async function finish(
    draft: Draft,
    facts: ArtifactFacts,
    head: Uint8Array | undefined,
    { tenant }: Principal,
  ): Promise<Artifact> {
    const { sha256, bytes } = await draft.settle(head);
    const { mimeType: claim = '' } = facts;
    const isTelling = MIME_TYPE.test(claim) && essence(claim) !== 'application/octet-stream';
    const mimeType = isTelling ? claim : mediaTypeOf(await draft.read(0, HEAD_BYTES));
    const read = await mediaFacts(mimeType, draft.read, bytes);
    await draft.close();
    const pictured = facts.thumbnailOf === undefined ? undefined : parseArtifactUri(facts.thumbnailOf);
    const row: ArtifactRow = {
      tenant,
      sha256,
      extension: extensionOf(mimeType),
      mimeType,
      bytes,
      width: facts.width ?? read.width,
      height: facts.height ?? read.height,
      durationS: facts.durationS ?? read.durationS,
      isThumbnail: pictured !== undefined,
      usedAt: clock.now(),
    };
    await state.write((database) => {
      insertRow(database, row);
      renameSync(draft.path, pathOf(row));
      const original = pictured && findRow(database, tenant, pictured);
      if (original !== undefined) setThumbnail(database, original, fileName(row));
      // A thumbnail must not push out what it stands for.
      return makeRoom(database, folder, config.artifactBytes, original === undefined ? [row] : [row, original]);
    });
    return artifactOf(row);
  }

  async function create(principal: Principal, room: ArtifactRoom = {}) {
    const draft = await storing(async () => {
      await tidy();
      return openDraft({ ...room, folder, maxBytes: config.artifactBytes, openFile });
    });
    let isOver = false;
    return {
      write(chunk: Uint8Array) {
        // A provider may still be sending when its call has ended.
        if (!isOver) draft.write(chunk);
      },
      async finish(facts: ArtifactFacts, head?: Uint8Array) {
        if (isOver) throw new Error('The artifact was finished or dropped already.');
        isOver = true;
        try {
          const artifact = await storing(() => finish(draft, facts, head, principal));
          draft.placed();
          return artifact;
        } catch (thrown) {
          // What failed must not take room.
          await draft.discard();
          throw thrown;
        }
      },
      async discard() {
        isOver = true;
        await draft.discard();
      },
    };
  }

  /** The caller's row and its open file. Throws `not_found` for what is another's, gone or cut. */
  async function opened<T>(
    uri: string,
    { tenant }: Principal,
    use: (row: ArtifactRow, handle: FileHandle) => Promise<T> | T,
  ): Promise<T> {
    const name = parseArtifactUri(uri);
    const row = name && (await storing(() => state.read((database) => findRow(database, tenant, name))));
    const handle = row && (await openStored(pathOf(row), row.bytes));
    if (row === undefined || handle === undefined) throw missing();
    try {
      await touch(row);
      return await use(row, handle);
    } finally {
      await handle.close();
    }
  }

  /** To the hour, so that reading seldom writes. */
  async function touch(row: ArtifactRow): Promise<void> {
    const now = clock.now();
    if (now - row.usedAt < HOUR_MS) return;
    const thumbnail = parseArtifactName(row.thumbnail ?? '');
    await state.write((database) => {
      touchRow(database, row, now);
      // It stays as long as what it stands for.
      if (thumbnail !== undefined) touchRow(database, { ...row, ...thumbnail }, now);
    });
  }

  return {
    create: ({ principal }, room) => create(principal, room),
    async save(bytes, facts, { principal }) {
      const writer = await create(principal);
      writer.write(bytes);
      return writer.finish(facts);
    },
    describe: (uri, { principal }) => opened(uri, principal, artifactOf),
    read: (uri, { principal }) =>
      opened(uri, principal, async (row, handle) => ({
        bytes: new Uint8Array(await handle.readFile()),
        mimeType: row.mimeType,
        name: fileName(row),
      })),
    async list({ principal }, limit) {
      const rows = await storing(() => state.read((database) => listRows(database, principal.tenant, limit)));
      return rows.map(artifactOf);
    },
    pin: (uri, isPinned, { principal }) =>
      opened(uri, principal, (row) => state.write((database) => pinRow(database, row, isPinned))),
    async keepCopy(uri, title, { principal }) {
      const { output } = config;
      if (output === undefined) return undefined;
      return opened(uri, principal, (row) => keepCopy(output, { ...row, path: pathOf(row), title }));
    },
    link: (uri, { principal }) =>
      opened(uri, principal, (row) => signLink(key(), row.tenant, fileName(row), clock.now() + LINK_MS)),
    async open(path) {
      const claim = parseLink(path);
      if (claim === undefined || claim.expires <= clock.now()) return undefined;
      const owners = await state.read((database) => rowsOfFile(database, claim));
      const row = owners.find(({ tenant }) => isSignedFor(key(), tenant, claim));
      const handle = row && (await openStored(pathOf(row), row.bytes));
      if (row === undefined || handle === undefined) return undefined;
      await touch(row);
      return {
        mimeType: row.mimeType,
        bytes: row.bytes,
        sha256: row.sha256,
        extension: row.extension,
        expiresAt: claim.expires,
        stream: (start, end) => handle.createReadStream({ start, end, autoClose: false }),
        close: () => handle.close(),
      };
    },
  };
}

/** Failures of disk and database as the clear error that names the data folder. */
async function storing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw storageError(thrown) ?? thrown;
  }
}

const missing = (): ProviderError =>
  new ProviderError('not_found', {
    message: 'There is no such artifact.',
    hint: 'Artifacts go some weeks after their last use, and only who made one can see it. Make it again.',
    processed: false,
  });
