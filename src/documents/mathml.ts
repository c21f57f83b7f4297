import { elements, textOf, type XmlNode } from './xml.ts';

/** A formula in MathML on one line, as people type one: `(a+b)/(c)`, `x^(2)`, `√(y)`. */
export const mathmlText = (node: XmlNode | undefined): string => elements(node).map(piece).join('');

function piece(node: XmlNode): string {
  const [base = '', second = '', third = ''] = elements(node).map(piece);
  switch (node.name) {
    case 'mi':
    case 'mn':
    case 'mo':
    case 'mtext':
    case 'ms':
      return textOf(node).replaceAll(/\s+/gu, ' ').trim();
    case 'mfrac':
      return `(${base})/(${second})`;
    case 'msup':
    case 'mover':
      return `${base}^(${second})`;
    case 'msub':
    case 'munder':
      return `${base}_(${second})`;
    case 'msubsup':
    case 'munderover':
      return `${base}_(${second})^(${third})`;
    case 'msqrt':
      return `√(${mathmlText(node)})`;
    case 'mroot':
      return `(${base})^(1/${second})`;
    case 'mspace':
      return ' ';
    case 'mtable':
      return `[${elements(node).map(piece).join('; ')}]`;
    case 'mtr':
      return elements(node).map(piece).join(', ');
    case 'annotation':
    case 'annotation-xml':
      return '';
    default:
      return mathmlText(node);
  }
}
