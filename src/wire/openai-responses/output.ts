import type { ChatEvent } from '../../core/chat.ts';
import { count, filled, type Json, record, text } from '../read.ts';
import { callDelta, isCall, saidIn } from './items.ts';

/** One output item as far as it was told. */
type Item = { call: number | undefined; text: string; reasoning: string; refusal: string; arguments: string };

const SPOKEN: Readonly<Record<string, 'text' | 'reasoning' | 'refusal'>> = {
  'response.output_text.delta': 'text',
  'response.reasoning_summary_text.delta': 'reasoning',
  'response.reasoning_text.delta': 'reasoning',
  'response.refusal.delta': 'refusal',
};

/** The output of a stream: what each event adds to it, and the items as they would have come whole. */
type Output = {
  add(type: string, event: Json): Iterable<ChatEvent>;
  /** Ends with the output of the terminal event, which may hold what no event told. */
  end(output: readonly unknown[]): Iterable<ChatEvent>;
  hasAnything(): boolean;
  raw(): readonly unknown[];
  readonly hasCalls: boolean;
  readonly isRefusal: boolean;
};

export function createOutput(): Output {
  const items = new Map<number, Item>();
  const whole = new Map<number, unknown>();
  const places = new Map<string, number>();
  let final: readonly unknown[] = [];
  let calls = 0;

  const itemAt = (place: number): Item => {
    const known = items.get(place);
    if (known !== undefined) return known;
    const item: Item = { call: undefined, text: '', reasoning: '', refusal: '', arguments: '' };
    items.set(place, item);
    return item;
  };
  /** By position; a server that leaves it out names the item instead. */
  const placeOf = (event: Json): number => {
    const id = filled(event.item_id) ?? filled(record(event.item)?.id);
    const place = count(event.output_index) ?? (id === undefined ? undefined : places.get(id)) ?? items.size;
    if (id !== undefined) places.set(id, place);
    return place;
  };
  const openCall = (place: number): { readonly item: Item; readonly call: number; readonly isNew: boolean } => {
    const item = itemAt(place);
    if (item.call !== undefined) return { item, call: item.call, isNew: false };
    item.call = calls;
    calls += 1;
    return { item, call: item.call, isNew: true };
  };

  function* addArguments(place: number, piece: string): Generator<ChatEvent> {
    const { item, call } = openCall(place);
    item.arguments += piece;
    if (piece !== '') yield { type: 'tool-call-delta', index: call, arguments: piece };
  }

  /** What a whole item holds beyond its deltas: everything, from servers that send none. */
  function* complete(place: number, item: Json): Generator<ChatEvent> {
    const told = itemAt(place);
    const said = saidIn(item);
    if (told.reasoning === '' && said.reasoning !== '') yield { type: 'reasoning-delta', text: said.reasoning };
    if (told.text === '' && said.text !== '') yield { type: 'text-delta', text: said.text };
    told.reasoning ||= said.reasoning;
    told.text ||= said.text;
    told.refusal ||= said.refusal;
    if (!isCall(item)) return;
    const { call, isNew } = openCall(place);
    const delta = callDelta(item, call);
    if (told.arguments === '') {
      told.arguments = delta.arguments ?? '';
      yield isNew ? delta : { ...delta, id: undefined, name: undefined };
    } else if (isNew) {
      yield { ...delta, arguments: undefined };
    }
  }

  return {
    *add(type: string, event: Json): Generator<ChatEvent> {
      const field = Object.hasOwn(SPOKEN, type) ? SPOKEN[type] : undefined;
      const item = record(event.item);
      if (field !== undefined) {
        const piece = text(event.delta) ?? '';
        itemAt(placeOf(event))[field] += piece;
        // A refusal is said at the end, and only when nothing else was.
        if (piece === '' || field === 'refusal') return;
        yield { type: field === 'text' ? 'text-delta' : 'reasoning-delta', text: piece };
      } else if (type === 'response.output_item.added' && item !== undefined) {
        const place = placeOf(event);
        itemAt(place);
        if (isCall(item)) yield { ...callDelta(item, openCall(place).call), arguments: undefined };
      } else if (type === 'response.function_call_arguments.delta') {
        yield* addArguments(placeOf(event), text(event.delta) ?? '');
      } else if (type === 'response.function_call_arguments.done') {
        const place = placeOf(event);
        if (itemAt(place).arguments === '') yield* addArguments(place, text(event.arguments) ?? '');
      } else if (type === 'response.output_item.done' && item !== undefined) {
        const place = placeOf(event);
        whole.set(place, event.item);
        yield* complete(place, item);
      }
    },
    *end(output: readonly unknown[]): Generator<ChatEvent> {
      final = output;
      for (const [position, value] of output.entries()) {
        const item = record(value);
        if (item !== undefined) yield* complete(places.get(text(item.id) ?? '') ?? position, item);
      }
      const said = [...items.values()];
      const refusal = said.map((item) => item.refusal).join('');
      if (refusal !== '' && said.every((item) => item.text === '')) yield { type: 'text-delta', text: refusal };
    },
    get hasCalls(): boolean {
      return calls > 0;
    },
    get isRefusal(): boolean {
      return [...items.values()].some((item) => item.refusal !== '');
    },
    hasAnything: (): boolean =>
      calls > 0 || [...items.values()].some((item) => item.text + item.reasoning + item.refusal !== ''),
    raw: (): readonly unknown[] =>
      final.length > 0 ? final : [...whole].sort(([left], [right]) => left - right).map(([, item]) => item),
  };
}
