const list = document.getElementById('transcript');
const NAMES = { user: 'You', assistant: 'Reply' };

/** The lines of both sides. What is still being said stands in a line of its own, which screen readers are spared. */
export function createTranscript() {
  const open = { user: undefined, assistant: undefined };

  const add = (kind, text) => {
    const line = document.createElement('li');
    line.className = kind;
    if (NAMES[kind] !== undefined)
      line.append(Object.assign(document.createElement('b'), { textContent: NAMES[kind] }));
    const words = document.createElement('span');
    words.textContent = text;
    line.append(words);
    list.append(line);
    line.scrollIntoView({ block: 'nearest' });
    return line;
  };

  const interim = (kind, text) => {
    open[kind] ??= add(kind, '');
    open[kind].classList.add('interim');
    open[kind].setAttribute('aria-hidden', 'true');
    open[kind].lastChild.textContent = text;
    open[kind].scrollIntoView({ block: 'nearest' });
  };

  return {
    note: (text) => void add('note', text),
    userPartly: (text) => interim('user', text),
    replyPartly: (delta) => interim('assistant', (open.assistant?.lastChild.textContent ?? '') + delta),
    /** The fixed words, in the place of the interim ones. A new element is what is read out. */
    said(kind, text) {
      const line = add(kind, text);
      open[kind]?.replaceWith(line);
      open[kind] = undefined;
    },
    clear: () => list.replaceChildren(),
  };
}
