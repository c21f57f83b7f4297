import type { SQLOutputValue } from 'node:sqlite';

/*
 * Columns of many rows, each read as one value. A hundred thousand rows made into objects take five times as long, and
 * outweigh what they hold.
 */

/** SQL for the numbers of a column, of non-negative integers. */
export const numbersSql = (column: string): string => `CAST(group_concat(${column}, ' ') AS BLOB)`;

/** SQL for the bytes of a column, one value behind the other. They pass for text on the way, which changes none. */
export const bytesSql = (column: string): string => `CAST(group_concat(${column}, '') AS BLOB)`;

const SPACE = 32;
const NINE = 57;

/** The numbers of such a column, in the order of the rows. `base` is 16 where the SQL says `hex(column)`. */
export function numbersIn(value: SQLOutputValue | undefined, base: 10 | 16 = 10): Float64Array {
  if (!(value instanceof Uint8Array)) return new Float64Array(0);
  let count = 1;
  for (const character of value) if (character === SPACE) count++;
  const numbers = new Float64Array(count);
  let at = 0;
  let number = 0;
  for (const character of value) {
    if (character === SPACE) {
      numbers[at++] = number;
      number = 0;
    } else number = number * base + (character <= NINE ? character - 48 : character - 55);
  }
  numbers[at] = number;
  return numbers;
}

/** The bytes of such a column, on a boundary of four, so that numbers can be read from them in place. */
export function bytesIn(value: SQLOutputValue | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) return new Uint8Array(0);
  return value.byteOffset % 4 === 0 ? value : value.slice();
}
