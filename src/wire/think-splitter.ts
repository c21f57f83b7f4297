const OPEN = '<think>';
const CLOSE = '</think>';

export type Split = { readonly text: string; readonly reasoning: string };

/**
 * Takes the reasoning out of text that begins with `<think>`, as open models write it when their host does not.
 * Only at the very start: a model that explains the tag later means it.
 */
export function createThinkSplitter(): { feed(delta: string): Split; end(): Split } {
  let state: 'start' | 'inside' | 'after' | 'text' = 'start';
  let held = '';
  const feed = (delta: string): Split => {
    if (state === 'text') return { text: delta, reasoning: '' };
    held += delta;
    if (state === 'start') {
      const trimmed = held.trimStart();
      if (trimmed.startsWith(OPEN)) {
        state = 'inside';
        held = trimmed.slice(OPEN.length);
      } else if (OPEN.startsWith(trimmed)) {
        return { text: '', reasoning: '' };
      } else {
        state = 'text';
        return take('text');
      }
    }
    let reasoning = '';
    if (state === 'inside') {
      const close = held.indexOf(CLOSE);
      if (close === -1) {
        const keep = longestOverlap(held, CLOSE);
        reasoning = held.slice(0, held.length - keep);
        held = held.slice(held.length - keep);
        return { text: '', reasoning };
      }
      reasoning = held.slice(0, close);
      held = held.slice(close + CLOSE.length);
      state = 'after';
    }
    // Blank lines between the tag and the answer belong to neither.
    const answer = held.trimStart();
    held = '';
    if (answer !== '') state = 'text';
    return { text: answer, reasoning };
  };
  const take = (kind: keyof Split): Split => {
    const all = held;
    held = '';
    return { text: '', reasoning: '', [kind]: all };
  };
  return { feed, end: () => take(state === 'inside' ? 'reasoning' : 'text') };
}

/** The length of the longest end of `text` that begins `tag`. */
function longestOverlap(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
