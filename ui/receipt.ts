import { element } from './element.ts';
import { type Fields, listOf, numberOf, textOf } from './fields.ts';
import { dollars, duration } from './format.ts';

/** One line under a result: who answered, how long it took, what it cost; and what the server has to remark. */
export function receiptLine(fields: Fields): readonly Node[] {
  const model = textOf(fields.model);
  const notes = listOf(fields.notes).flatMap((note) => textOf(note) ?? []);
  const latency = numberOf(fields.latency_ms);
  const cost = numberOf(fields.cost_usd);
  const parts = [
    model,
    latency === undefined ? undefined : duration(latency),
    fields.local === true ? 'on this machine' : undefined,
    cost === undefined ? (fields.cost_usd === null ? 'price unknown' : undefined) : dollars(cost),
  ].filter((part) => part !== undefined);
  return [
    ...notes.map((note) => element('p', { className: 'note', dir: 'auto' }, note)),
    ...(model === undefined ? [] : [element('footer', { className: 'quiet' }, parts.join(' · '))]),
  ];
}
