import { describe, expect, it } from 'vitest';
import { hasTag, readRange } from '../../../src/server/byte-range.ts';

const whole = { kind: 'whole' };
const beyond = { kind: 'unsatisfiable' };
const part = (start: number, end: number) => ({ kind: 'part', start, end });

describe('a Range of a thousand bytes', () => {
  it.each([
    [undefined, whole],
    ['bytes=0-499', part(0, 499)],
    ['bytes=0-0', part(0, 0)],
    ['bytes=999-999', part(999, 999)],
    ['bytes=500-', part(500, 999)],
    ['bytes=0-', part(0, 999)],
    ['bytes=-1', part(999, 999)],
    ['bytes=-500', part(500, 999)],
    ['bytes=-1000', part(0, 999)],
    ['bytes=-5000', part(0, 999)],
    ['bytes=900-5000', part(900, 999)],
    ['Bytes= 0-1 ', part(0, 1)],
    [`bytes=1-${'9'.repeat(400)}`, part(1, 999)],
    ['bytes=1000-', beyond],
    ['bytes=1000-1001', beyond],
    [`bytes=${'9'.repeat(400)}-`, beyond],
    ['bytes=-0', beyond],
    ['bytes=5-4', whole],
    ['bytes=0-1,5-6', whole],
    ['bytes=', whole],
    ['bytes=-', whole],
    ['bytes=a-b', whole],
    ['bytes=0x1-2', whole],
    ['bytes=--1', whole],
    ['items=0-1', whole],
    ['bytes 0-1', whole],
    ['', whole],
  ])('%s', (header, expected) => {
    expect(readRange(header, 1000)).toEqual(expected);
  });

  it.each(['bytes=0-', 'bytes=0-0', 'bytes=-1'])('%s of nothing cannot be satisfied', (header) => {
    expect(readRange(header, 0)).toEqual(beyond);
  });
});

it.each([
  [undefined, false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ['*', true],
  ['"b"', false],
  ['a', false],
])('If-None-Match %s has the tag "a": %s', (header, expected) => {
  expect(hasTag(header, '"a"')).toBe(expected);
});
