/** Bytes with their type, already loaded: families never read files or URLs. */
export type Media = { readonly bytes: Uint8Array; readonly mimeType: string; readonly name?: string };

export type TextPart = { readonly type: 'text'; readonly text: string };
export type ImagePart = { readonly type: 'image'; readonly media: Media };
export type FilePart = { readonly type: 'file'; readonly media: Media };
export type AudioPart = { readonly type: 'audio'; readonly media: Media };
export type Part = TextPart | ImagePart | FilePart | AudioPart;

/** What the remote model asked for. `arguments` is the JSON text as the model wrote it. */
export type ToolCallRequest = { readonly id: string; readonly name: string; readonly arguments: string };

/** The assistant items of one provider exactly as they came, so that signatures survive the way back. */
export type RawTurn = { readonly provider: string; readonly items: unknown };

export type Message =
  | { readonly role: 'system'; readonly parts: readonly Part[] }
  | { readonly role: 'user'; readonly parts: readonly Part[] }
  | {
      readonly role: 'assistant';
      readonly parts: readonly Part[];
      readonly toolCalls?: readonly ToolCallRequest[];
      /** When present and of the same provider, it is sent instead of parts and tool calls. */
      readonly raw?: RawTurn;
    }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly name?: string; readonly parts: readonly Part[] };

/** The text parts of a list, joined. */
export const textOf = (parts: readonly Part[]): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
