type Properties<Element> = { readonly [Name in keyof Element]?: Element[Name] };

/**
 * Makes an element. Strings become text nodes: what a model or provider wrote is never read as HTML, and the page's own
 * policy has the browser refuse it should anyone try.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties<HTMLElementTagNameMap[Tag]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Text that somebody else wrote, in whichever direction its letters run. */
export const words = (text: string, className = ''): HTMLParagraphElement =>
  element('p', { className: `words ${className}`.trim(), dir: 'auto' }, text);

export const button = (label: string, press: () => void, className = ''): HTMLButtonElement =>
  element('button', { type: 'button', className, onclick: press }, label);
