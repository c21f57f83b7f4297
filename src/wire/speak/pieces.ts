/** Turns text into bytes piece by piece, whatever place the pieces were cut at. */
export type PieceDecoder = {
  /** The bytes that are complete with this piece. */
  push(piece: string): Uint8Array;
  /** What is left when nothing follows. */
  end(): Uint8Array;
};

/**
 * Base64 in pieces. A provider may pad each piece on its own or cut one long text anywhere: padding closes a piece, and what
 * does not fill a group of four waits for the next one.
 */
export function base64Pieces(): PieceDecoder {
  let rest = '';
  return {
    push(piece) {
      const closed: Uint8Array[] = [];
      const groups = `${rest}${piece.replaceAll(/\s+/g, '')}`.split(/(?<==)(?!=)/);
      const last = groups.pop() ?? '';
      for (const group of groups) closed.push(Buffer.from(group, 'base64'));
      const whole = last.endsWith('=') ? last.length : last.length - (last.length % 4);
      closed.push(Buffer.from(last.slice(0, whole), 'base64'));
      rest = last.slice(whole);
      return closed.length === 1 ? (closed[0] ?? new Uint8Array()) : Buffer.concat(closed);
    },
    end() {
      const bytes = Buffer.from(rest, 'base64');
      rest = '';
      return bytes;
    },
  };
}

/** Hexadecimal in pieces: half a byte waits for its other half. */
export function hexPieces(): PieceDecoder {
  let rest = '';
  return {
    push(piece) {
      const digits = rest + piece.replaceAll(/\s+/g, '');
      const whole = digits.length - (digits.length % 2);
      rest = digits.slice(whole);
      return Buffer.from(digits.slice(0, whole), 'hex');
    },
    end() {
      rest = '';
      return new Uint8Array();
    },
  };
}
