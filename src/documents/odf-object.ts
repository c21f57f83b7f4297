import type { Block } from './compose.ts';
import { cellText } from './compose.ts';
import { mathmlText } from './mathml.ts';
import { type OdfReader, odfBlocks } from './odf-text.ts';
import { at, attribute, elements, within, type XmlNode } from './xml.ts';

/** The root of what a frame embeds: a formula, a chart. It lies beside the document or within the frame itself. */
function embedded(frame: XmlNode, reader: OdfReader): XmlNode | undefined {
  const object = elements(frame).find(({ name }) => name === 'object');
  if (object === undefined) return undefined;
  const folder = (attribute(object, 'href') ?? '').replace(/^\.\//u, '').replace(/\/$/u, '');
  return (folder === '' ? undefined : reader.part(`${folder}/content.xml`)) ?? elements(object)[0];
}

/** The formula in a frame, which is part of its line. */
export function formulaIn(frame: XmlNode, reader: OdfReader): string | undefined {
  const root = embedded(frame, reader);
  return root?.name === 'math' ? mathmlText(root) : undefined;
}

/** The chart in a frame, as its title and the table of its values. */
export function objectBlocks(frame: XmlNode, reader: OdfReader): readonly Block[] {
  const root = embedded(frame, reader);
  if (root?.name === 'math') return [mathmlText(root)];
  const chart = at(root, 'body', 'chart', 'chart');
  if (chart === undefined) return [];
  const title = cellText(odfBlocks(at(chart, 'title'), reader));
  const [table] = within(chart, 'table');
  const values = table === undefined ? [] : odfBlocks({ ...chart, children: [table] }, reader);
  return [...(title === '' ? [] : [`Chart: ${title}`]), ...values];
}
