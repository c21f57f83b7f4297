import { type Fields, fieldsOf, numberOf } from './fields.ts';

/** Takes over the host's theme, colours and fonts, as far as it names any. Without a theme the system's own decides. */
export function applyContext(context: Fields): void {
  const root = document.documentElement.style;
  if (context.theme === 'light' || context.theme === 'dark') root.colorScheme = context.theme;
  for (const [name, value] of Object.entries(fieldsOf(fieldsOf(context.styles).variables))) {
    if (name.startsWith('--') && typeof value === 'string') root.setProperty(name, value);
  }
  const insets = fieldsOf(context.safeAreaInsets);
  for (const side of ['top', 'right', 'bottom', 'left']) {
    const inset = numberOf(insets[side]);
    if (inset !== undefined) root.setProperty(`--inset-${side}`, `${inset}px`);
  }
}

/** Tells how large the page wants to be, each time that changes. */
export function watchSize(tell: (size: { readonly width: number; readonly height: number }) => void): void {
  let last = '';
  const measure = (): void => {
    const { width, height } = document.documentElement.getBoundingClientRect();
    const size = { width: Math.ceil(width), height: Math.ceil(height) };
    const now = `${size.width}x${size.height}`;
    if (now !== last) tell(size);
    last = now;
  };
  new ResizeObserver(measure).observe(document.documentElement);
}
