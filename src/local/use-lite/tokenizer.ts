/** A piece of the vocabulary with its log probability, in the order of the ids. */
export type Vocabulary = readonly (readonly [piece: string, score: number])[];

export type Tokens = {
  readonly ids: readonly number[];
  /** The share (0–1) of the text's smallest pieces that the vocabulary does not know. */
  readonly unknownShare: number;
};

type Node = { readonly next: Map<string, Node>; id?: number; score: number };

/** Ids below this are control pieces, which no text contains. */
const FIRST_PIECE = 6;
const UNKNOWN = 0;
/** How SentencePiece writes a space. */
const SPACE = '▁';

/** Builds the SentencePiece unigram tokenizer of a vocabulary: the most probable way to cut a text into pieces (Viterbi). */
export function createTokenizer(vocabulary: Vocabulary): (text: string) => Tokens {
  const root = trieOf(vocabulary);
  return (text) => {
    // White space of any kind is one space: a line end is no unknown letter.
    const clean = text.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim();
    if (clean === '') return { ids: [], unknownShare: 1 };
    return bestPath(root, [...`${SPACE}${clean.replaceAll(' ', SPACE)}`]);
  };
}

function trieOf(vocabulary: Vocabulary): Node {
  const root: Node = { next: new Map(), score: 0 };
  for (const [id, [piece, score]] of vocabulary.entries()) {
    if (id < FIRST_PIECE) continue;
    let node = root;
    for (const character of piece) {
      const next = node.next.get(character) ?? { next: new Map(), score: 0 };
      node.next.set(character, next);
      node = next;
    }
    node.id = id;
    node.score = score;
  }
  return root;
}

function bestPath(root: Node, characters: readonly string[]): Tokens {
  const length = characters.length;
  const best = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
  const cameFrom = new Int32Array(length + 1);
  const lastPiece = new Int32Array(length + 1);
  best[0] = 0;
  const reach = (to: number, from: number, score: number, id: number): void => {
    if (score < (best[to] ?? 0)) return;
    best[to] = score;
    cameFrom[to] = from;
    lastPiece[to] = id;
  };
  for (let from = 0; from < length; from++) {
    const score = best[from] ?? Number.NEGATIVE_INFINITY;
    if (score === Number.NEGATIVE_INFINITY) continue;
    let node = root.next.get(characters[from] ?? '');
    let isKnown = false;
    for (let to = from + 1; node !== undefined; to++) {
      if (node.id !== undefined) {
        isKnown = true;
        reach(to, from, score + node.score, node.id);
      }
      node = to < length ? node.next.get(characters[to] ?? '') : undefined;
    }
    if (!isKnown) reach(from + 1, from, score, UNKNOWN);
  }
  return readBack(cameFrom, lastPiece, length);
}

/** The pieces from the end to the beginning, turned round; a run of unknown ones counts as one token, as in training. */
function readBack(cameFrom: Int32Array, lastPiece: Int32Array, length: number): Tokens {
  const pieces: number[] = [];
  for (let at = length; at > 0; at = cameFrom[at] ?? 0) pieces.push(lastPiece[at] ?? UNKNOWN);
  pieces.reverse();
  const unknown = pieces.filter((id) => id === UNKNOWN).length;
  const ids = pieces.filter((id, index) => id !== UNKNOWN || pieces[index - 1] !== UNKNOWN);
  return { ids, unknownShare: pieces.length === 0 ? 1 : unknown / pieces.length };
}
