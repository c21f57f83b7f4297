import { filled, isJson, type Json, list, record, records, text } from '../read.ts';
import { argumentsOf } from './message.ts';
import { createRawBlocks } from './raw-blocks.ts';

type RawCall = { fields: Record<string, unknown>; id: string; name: string; pieces: string[] };
export type CallDelta = {
  readonly index: number;
  readonly id?: string;
  readonly name?: string;
  readonly arguments?: string;
};

/** Text fields of a delta that are pieces of one text. */
const TEXTS = ['reasoning_content', 'reasoning', 'refusal'] as const;
/** Lists of blocks beside the content, with signatures. */
const BLOCKS = ['thinking_blocks', 'content_blocks'] as const;
/** Fields that carry signatures and must go back as they are. */
const KEPT = ['extra_content', 'thought_signature'] as const;

/** Puts the assistant message of a stream together again, as it would have come whole. */
export function createRawMessage(): {
  add(delta: Json): readonly CallDelta[];
  finished(): Readonly<Record<string, unknown>>;
  hasCalls(): boolean;
} {
  const content: unknown[] = [];
  const details: Record<string, unknown>[] = [];
  const calls: RawCall[] = [];
  const places = new Map<number, number>();
  const texts = new Map<string, string[]>();
  const kept: Record<string, unknown> = {};
  const blocks = BLOCKS.map((field) => [field, createRawBlocks()] as const);

  const addCall = (delta: Json): CallDelta => {
    const called = record(delta.function) ?? {};
    const id = filled(delta.id);
    const name = filled(called.name);
    const position = placeOf(delta, id, name);
    const existing = calls[position];
    const call = existing ?? { fields: {}, id: '', name: '', pieces: [] };
    if (existing === undefined) calls[position] = call;
    const { index: _index, function: _function, id: _id, ...fields } = delta;
    for (const [key, value] of Object.entries(fields)) if (value !== null) call.fields[key] = value;
    const written = argumentsOf(called.arguments);
    const isNewId = call.id === '' && id !== undefined;
    const isNewName = call.name === '' && name !== undefined;
    if (isNewId) call.id = id;
    if (isNewName) call.name = name;
    if (written !== undefined) call.pieces.push(written);
    return {
      index: position,
      ...(isNewId ? { id } : {}),
      ...(isNewName ? { name } : {}),
      ...(written === undefined ? {} : { arguments: written }),
    };
  };

  /**
   * Which call a delta continues. By `index`; some hosts leave it out, others give every call index 0 and a new id.
   */
  const placeOf = (delta: Json, id: string | undefined, name: string | undefined): number => {
    const index = typeof delta.index === 'number' ? delta.index : undefined;
    if (index !== undefined) {
      const place = places.get(index);
      const isAnother =
        place !== undefined &&
        id !== undefined &&
        name !== undefined &&
        calls[place]?.id !== '' &&
        calls[place]?.id !== id;
      if (place !== undefined && !isAnother) return place;
      places.set(index, calls.length);
      return calls.length;
    }
    const known = id === undefined ? -1 : calls.findIndex((call) => call.id === id);
    if (known !== -1) return known;
    const last = calls.at(-1);
    const isLastComplete = last !== undefined && isJson(last.pieces.join(''));
    if (last === undefined || id !== undefined || (name !== undefined && isLastComplete)) return calls.length;
    return calls.length - 1;
  };

  return {
    add(delta) {
      if (typeof delta.content === 'string') content.push(delta.content);
      else content.push(...list(delta.content));
      for (const detail of records(delta.reasoning_details)) addDetail(details, detail);
      for (const [field, { add }] of blocks) for (const piece of records(delta[field])) add(piece);
      for (const field of TEXTS) {
        const piece = text(delta[field]);
        if (piece === undefined) continue;
        const pieces = texts.get(field);
        if (pieces === undefined) texts.set(field, [piece]);
        else pieces.push(piece);
      }
      for (const field of KEPT) if (delta[field] !== undefined && delta[field] !== null) kept[field] = delta[field];
      return records(delta.tool_calls).map(addCall);
    },
    hasCalls: () => calls.length > 0,
    finished: () => {
      const whole = joinedContent(content);
      const toolCalls = calls.map(({ fields, id, name, pieces }) => ({
        type: 'function',
        ...fields,
        id,
        function: { name, arguments: pieces.join('') },
      }));
      const spoken = [...texts]
        .map(([field, pieces]) => [field, pieces.join('')] as const)
        // DeepSeek wants its field back even when it is empty.
        .filter(([field, joined]) => joined !== '' || field === 'reasoning_content');
      return {
        role: 'assistant',
        content: whole === '' && toolCalls.length > 0 ? null : whole,
        ...Object.fromEntries(spoken),
        ...(details.length === 0 ? {} : { reasoning_details: details }),
        ...Object.fromEntries(blocks.flatMap(([field, raw]) => (raw.blocks.length === 0 ? [] : [[field, raw.blocks]]))),
        ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
        ...kept,
      };
    },
  };
}

/** One string, or the typed pieces with neighbours of one kind joined. */
function joinedContent(pieces: readonly unknown[]): unknown {
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  const joined: Record<string, unknown>[] = [];
  for (const piece of pieces) {
    const item: Record<string, unknown> =
      typeof piece === 'string' ? { type: 'text', text: piece } : { ...record(piece) };
    const last = joined.at(-1);
    if (item.type === 'text' && item.text === '') continue;
    if (last?.type === 'text' && item.type === 'text') last.text = `${text(last.text) ?? ''}${text(item.text) ?? ''}`;
    else if (last?.type === 'thinking' && item.type === 'thinking') {
      Object.assign(last, item, { thinking: joinedThinking(last.thinking, item.thinking) });
    } else if (last?.type === 'reasoning' && item.type === 'reasoning') {
      Object.assign(last, item, { summary: joinedSummary([...list(last.summary), ...list(item.summary)]) });
    } else joined.push(item);
  }
  return joined;
}

/** Pieces of Databricks' summary as one: its text in a row, its signature as it last came. */
function joinedSummary(pieces: readonly unknown[]): unknown {
  const whole: Record<string, unknown> = {};
  for (const piece of pieces.map(record)) {
    for (const [key, value] of Object.entries(piece ?? {})) {
      if (key === 'text') whole.text = `${text(whole.text) ?? ''}${text(value) ?? ''}`;
      else if (value !== null && value !== '') whole[key] = value;
    }
  }
  return [whole];
}

function joinedThinking(left: unknown, right: unknown): unknown {
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  return joinedContent([...list(left), ...list(right)]);
}

/** Pieces of one detail share index and type; its signature comes with the last of them. */
function addDetail(details: Record<string, unknown>[], detail: Json): void {
  const last = details.at(-1);
  const isSame = last !== undefined && last.type === detail.type && last.index === detail.index;
  if (!isSame || last === undefined) {
    details.push({ ...detail });
    return;
  }
  for (const [key, value] of Object.entries(detail)) {
    const isText = key === 'text' || key === 'summary' || key === 'data';
    if (isText && typeof value === 'string') last[key] = `${text(last[key]) ?? ''}${value}`;
    else if (value !== null) last[key] = value;
  }
}
