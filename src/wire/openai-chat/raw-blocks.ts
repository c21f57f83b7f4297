import { type Json, record, text } from '../read.ts';

type Block = Record<string, unknown>;

/**
 * Puts the blocks of a stream together again, signatures included, so that they can go back: LiteLLM's `thinking_blocks`
 * (pieces of a block in its own shape, closed by the signature) and Portkey's `content_blocks` (`{index, delta}`).
 */
export function createRawBlocks(): { add(piece: Json): void; readonly blocks: readonly Block[] } {
  const blocks: Block[] = [];
  const places = new Map<unknown, Block>();

  const open = (type: unknown): Block => {
    const last = blocks.at(-1);
    if (last !== undefined && type === 'thinking' && last.type === type && last.signature === undefined) return last;
    const block: Block = { type };
    blocks.push(block);
    return block;
  };

  const grow = (block: Block, fields: Json): void => {
    for (const [key, value] of Object.entries(fields)) {
      if (typeof value === 'string' && key !== 'type') {
        // A signature says nothing while it is empty.
        if (key === 'signature' && value === '') continue;
        block[key] = `${text(block[key]) ?? ''}${value}`;
      } else if (value !== null) block[key] = value;
    }
  };

  return {
    blocks,
    add(piece) {
      const delta = record(piece.delta);
      if (delta === undefined) {
        grow(open(piece.type), piece);
        return;
      }
      let block = places.get(piece.index);
      if (block === undefined) {
        block = { type: delta.thinking === undefined && delta.signature === undefined ? 'text' : 'thinking' };
        places.set(piece.index, block);
        blocks.push(block);
      }
      grow(block, delta);
    },
  };
}
