import { readFileSync } from 'node:fs';

/** The processes that a process has started and that still run. Linux. */
export const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

/** The only one of them. */
export function onlyChildOf(pid: number): number {
  const [child, ...others] = childrenOf(pid);
  if (child === undefined || others.length > 0) throw new Error(`Process ${pid} has not one child`);
  return child;
}
