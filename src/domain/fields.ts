import type { DomainTopic } from '../core/domain.ts';
import { type Field, type Selection, selectionOf } from './field.ts';
import { finance } from './finance.ts';
import { legal } from './legal.ts';
import { medical } from './medical.ts';
import { science } from './science.ts';

const fields: Readonly<Record<DomainTopic['field'], Field>> = { legal, medical, finance, science };

/** The field of a topic and what its parameters select. */
export function fieldOf(topic: DomainTopic): { readonly field: Field; readonly selection: Selection } {
  const field = fields[topic.field];
  const wanted =
    topic.field === 'legal'
      ? { jurisdiction: topic.jurisdiction, case_type: topic.caseType }
      : topic.field === 'medical'
        ? { specialty: topic.specialty }
        : { domain: topic.domain };
  return { field, selection: selectionOf(field, wanted) };
}
