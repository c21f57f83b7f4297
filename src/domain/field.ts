/** The properties of one kind of finding, each with what a model is told about it. `statement` is the claim. */
export type Form = Readonly<Record<string, string>>;

/** What one value of a parameter selects. */
export type Choice = {
  /** Model ids that are preferred, best first; of whichever provider serves one. */
  readonly models?: readonly RegExp[];
  /** Words that are looked for beside those of the question. */
  readonly terms: string;
  /** How to go about it: sent to the model. */
  readonly instruction: string;
  /** Kinds of findings that the answer is made of. */
  readonly findings?: Readonly<Record<string, Form>>;
  /** The answer is a text to be used, which claims nothing. */
  readonly isDraft?: boolean;
};

export type Axis = {
  /** As the tool calls it. */
  readonly name: string;
  readonly fallback: string;
  readonly choices: Readonly<Record<string, Choice>>;
  /** Documents that say of themselves, under this key, that they are of another value, are left out. */
  readonly filterKey?: string;
};

export type CheckName = 'authorities' | 'emergency' | 'figures' | 'weights';

/** A field of knowledge as data: everything that the pipeline needs to know about it. */
export type Field = {
  readonly role: string;
  readonly axes: readonly Axis[];
  readonly models: readonly RegExp[];
  /** What embeds long documents, where it is configured. */
  readonly embedder?: string;
  readonly findings: Readonly<Record<string, Form>>;
  /** Kinds of findings that claim nothing: what to ask, what to choose. */
  readonly open: readonly string[];
  /** Whether the model shows its sums, to be recomputed. */
  readonly calculates: boolean;
  /** Details that the field understands; others are passed on as they are. */
  readonly details: string;
  readonly checks: readonly CheckName[];
  readonly disclaimer: string;
};

/** What the parameters select, defaults filled in. */
export type Selection = {
  readonly selected: Readonly<Record<string, string>>;
  readonly choices: readonly Choice[];
  readonly filters: Readonly<Record<string, string>>;
  readonly models: readonly RegExp[];
  readonly findings: Readonly<Record<string, Form>>;
};

export function selectionOf(field: Field, wanted: Readonly<Record<string, string | undefined>>): Selection {
  const picked = field.axes.map((axis) => {
    const value = wanted[axis.name] ?? axis.fallback;
    const choice = axis.choices[value];
    if (choice === undefined) throw new Error(`${axis.name} has no value ${value}.`);
    return { axis, value, choice };
  });
  const choices = picked.map(({ choice }) => choice);
  return {
    selected: Object.fromEntries(picked.map(({ axis, value }) => [axis.name, value])),
    choices,
    filters: Object.fromEntries(
      picked.flatMap(({ axis, value }) => (axis.filterKey === undefined ? [] : [[axis.filterKey, value]])),
    ),
    models: [...choices.flatMap(({ models = [] }) => models), ...field.models],
    findings: Object.assign({}, field.findings, ...choices.map(({ findings = {} }) => findings)),
  };
}
