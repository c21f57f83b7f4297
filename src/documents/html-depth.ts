import { ProviderError } from '../core/errors.ts';

/** Pages that people made stay below a hundred. */
const DEEPEST = 512;
const TAG = /<(\/?)([a-z][a-z0-9]*)/giu;
/** Elements that have no end tag, or whose end tag may be left out, so that their number says nothing about depth. */
const OPEN_ENDED = new Set(
  'area base br col colgroup dd dt embed hr img input li link meta option p param source tbody td tfoot th thead tr track wbr'.split(
    ' ',
  ),
);

/**
 * Throws `invalid_input` for a page that is nested too deeply. Judged by its tags, before there is a tree: building and reading
 * a deep one takes time quadratic in its depth.
 */
export function refuseDeep(html: string): void {
  let depth = 0;
  for (const [, slash, name = ''] of html.matchAll(TAG)) {
    if (OPEN_ENDED.has(name.toLowerCase())) continue;
    depth = slash === '' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > DEEPEST) {
      throw new ProviderError('invalid_input', { message: `The page is nested more than ${DEEPEST} levels deep.` });
    }
  }
}
