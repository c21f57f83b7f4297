import type { Media } from './content.ts';
import type { ToolCall } from './tool.ts';

/** `<sha256>.<extension>`: an artifact's file, and what its URI and its links name. */
const NAME = /^([0-9a-f]{64})\.([a-z0-9]{1,8})$/;
const URI = /^artifact:\/\/([0-9a-f]{64})(?:\.([a-z0-9]{1,8}))?$/;

export type ArtifactName = { readonly sha256: string; readonly extension: string };

/** The two halves of a file name; `undefined` for anything else. */
export function parseArtifactName(name: string): ArtifactName | undefined {
  const [, sha256, extension] = NAME.exec(name) ?? [];
  return sha256 === undefined || extension === undefined ? undefined : { sha256, extension };
}

/** What a URI names; the extension may be left out. `undefined` for anything else. */
export function parseArtifactUri(uri: string): (Partial<ArtifactName> & Pick<ArtifactName, 'sha256'>) | undefined {
  const [, sha256, extension] = URI.exec(uri) ?? [];
  return sha256 === undefined ? undefined : { sha256, ...(extension === undefined ? {} : { extension }) };
}

/** Media that the server keeps for a caller, named by its content. */
export type Artifact = {
  /** `artifact://<sha256>.<extension>`. */
  readonly uri: string;
  readonly mimeType: string;
  /** Size in bytes. */
  readonly bytes: number;
  readonly width?: number;
  readonly height?: number;
  readonly durationS?: number;
  /** The URI of a small JPEG that stands for a picture or film: the picture scaled down, a frame of the film. */
  readonly thumbnail?: string;
  /** Where the file lies, for a client on this machine. */
  readonly path?: string;
  /** A signed address, for a client over HTTP. */
  readonly url?: string;
};

/** What is known of the media beside its bytes. The type is found from the bytes where it is left out. */
export type ArtifactFacts = Partial<Pick<Artifact, 'mimeType' | 'width' | 'height' | 'durationS'>> & {
  /** The URI of the caller's artifact that this one is the thumbnail of. */
  readonly thumbnailOf?: string;
};

/** An artifact that is still arriving. Nobody sees it before `finish`. */
export type ArtifactWriter = {
  /** Appends; the pieces are written in order. Must not be awaited by whoever receives from a network. */
  write(chunk: Uint8Array): void;
  /**
   * Resolves when everything is on disk under its name. Rejects with what the first failed write met. `head` fills the room
   * that was left for it, to the byte.
   */
  finish(facts: ArtifactFacts, head?: Uint8Array): Promise<Artifact>;
  /** Drops what was written. Idempotent. */
  discard(): Promise<void>;
};

/** `headBytes`: room before what is written, for a header that tells how much that was. */
export type ArtifactRoom = { readonly headBytes?: number };

/** Content-addressed files of callers. What belongs to another tenant does not exist. */
export type Artifacts = {
  create(call: Pick<ToolCall, 'principal'>, room?: ArtifactRoom): Promise<ArtifactWriter>;
  save(bytes: Uint8Array, facts: ArtifactFacts, call: Pick<ToolCall, 'principal'>): Promise<Artifact>;
  /** Throws `not_found`. */
  describe(uri: string, call: Pick<ToolCall, 'principal'>): Promise<Artifact>;
  /** Throws `not_found`. */
  read(uri: string, call: Pick<ToolCall, 'principal'>): Promise<Media>;
};

/** A file that a signed link opened. The holder closes it. */
export type LinkedArtifact = Pick<Artifact, 'mimeType' | 'bytes'> &
  ArtifactName & {
    /** Milliseconds since 1970 at which the link ends. */
    readonly expiresAt: number;
    /** The bytes from `start` to `end`, both included. */
    stream(start: number, end: number): AsyncIterable<Uint8Array>;
    close(): Promise<void>;
  };

/** What the server needs of artifacts beside what tools do. */
export type ArtifactArchive = Artifacts & {
  /** The caller's own without the thumbnails, the latest first. */
  list(call: Pick<ToolCall, 'principal'>, limit: number): Promise<readonly Artifact[]>;
  /** Keeps it whatever its age and the room it takes, or stops doing so. Throws `not_found`. */
  pin(uri: string, isPinned: boolean, call: Pick<ToolCall, 'principal'>): Promise<void>;
  /**
   * Keeps a copy in the operator's output folder, its name beginning with the title, and resolves to its path; `undefined` where
   * there is no such folder. Throws `not_found`, and `internal` when the folder cannot be used.
   */
  keepCopy(uri: string, title: string, call: Pick<ToolCall, 'principal'>): Promise<string | undefined>;
  /** A path with a signature that opens this one artifact to whoever has it, for a day. Throws `not_found`. */
  link(uri: string, call: Pick<ToolCall, 'principal'>): Promise<string>;
  /** What such a path (`/artifacts/…?…`) opens; `undefined` when it is wrong, too old, or the artifact is gone. */
  open(path: string): Promise<LinkedArtifact | undefined>;
};
