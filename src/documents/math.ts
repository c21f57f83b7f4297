import { all, at, attribute, elements, textOf, type XmlNode } from './xml.ts';

/** An Office formula on one line, as people type one: `(a+b)/(c)`, `x^(2)`, `√(y)`. */
export function mathText(node: XmlNode | undefined): string {
  return elements(node).map(piece).join('');
}

function piece(node: XmlNode): string {
  const of = (name: string) => mathText(at(node, name));
  switch (node.name) {
    case 't':
      return textOf(node);
    case 'f':
      return `(${of('num')})/(${of('den')})`;
    case 'sSup':
      return `${of('e')}^(${of('sup')})`;
    case 'sSub':
      return `${of('e')}_(${of('sub')})`;
    case 'sSubSup':
      return `${of('e')}_(${of('sub')})^(${of('sup')})`;
    case 'rad':
      return of('deg') === '' ? `√(${of('e')})` : `(${of('e')})^(1/${of('deg')})`;
    case 'nary':
      return `${attribute(at(node, 'naryPr', 'chr'), 'val') ?? '∫'}${limit('_', of('sub'))}${limit('^', of('sup'))} ${of('e')}`;
    case 'd': {
      const properties = at(node, 'dPr');
      const open = attribute(at(properties, 'begChr'), 'val') ?? '(';
      const close = attribute(at(properties, 'endChr'), 'val') ?? ')';
      const separator = attribute(at(properties, 'sepChr'), 'val') ?? '|';
      return `${open}${all(node, 'e').map(mathText).join(separator)}${close}`;
    }
    case 'm':
      return `[${all(node, 'mr')
        .map((row) => all(row, 'e').map(mathText).join(', '))
        .join('; ')}]`;
    case 'eqArr':
      return all(node, 'e').map(mathText).join('; ');
    case 'func':
      return `${of('fName')} ${of('e')}`;
    case 'limLow':
      return `${of('e')}_(${of('lim')})`;
    case 'limUpp':
      return `${of('e')}^(${of('lim')})`;
    default:
      // Properties of any construct end in Pr and hold no text.
      return node.name.endsWith('Pr') ? '' : mathText(node);
  }
}

const limit = (sign: string, text: string): string => (text === '' ? '' : `${sign}(${text})`);
