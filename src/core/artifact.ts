import type { Media } from './content.ts';
import type { ToolCall } from './tool.ts';

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
  /** Where the file lies, for a client on this machine. */
  readonly path?: string;
  /** A signed address, for a client over HTTP. */
  readonly url?: string;
};

/** What is known of the media beside its bytes. */
export type ArtifactFacts = Pick<Artifact, 'mimeType' | 'width' | 'height' | 'durationS'>;

/** An artifact that is still arriving. Nobody sees it before `finish`. */
export type ArtifactWriter = {
  /** Appends; the pieces are written in order. Must not be awaited by whoever receives from a network. */
  write(chunk: Uint8Array): void;
  /** Resolves when everything is on disk under its name. Rejects with what the first failed write met. */
  finish(facts: ArtifactFacts): Promise<Artifact>;
  /** Drops what was written. Idempotent. */
  discard(): Promise<void>;
};

/** Content-addressed files of callers. What belongs to another tenant does not exist. */
export type Artifacts = {
  create(call: Pick<ToolCall, 'principal'>): Promise<ArtifactWriter>;
  save(bytes: Uint8Array, facts: ArtifactFacts, call: Pick<ToolCall, 'principal'>): Promise<Artifact>;
  /** Throws `not_found`. */
  describe(uri: string, call: Pick<ToolCall, 'principal'>): Promise<Artifact>;
  /** Throws `not_found`. */
  read(uri: string, call: Pick<ToolCall, 'principal'>): Promise<Media>;
};
