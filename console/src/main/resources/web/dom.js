// Elements from values. Text is always set as text, never as markup: a catalogue may hold anything.

/** An element: h('td.num', {title: '…'}, 'text', child, …). */
export function h(selector, ...parts) {
  const [tag, ...classes] = selector.split('.');
  const element = document.createElement(tag || 'div');
  if (classes.length) element.className = classes.join(' ');
  for (const part of parts.flat(Infinity)) {
    if (part === null || part === undefined || part === false) continue;
    if (part instanceof Node) element.append(part);
    else if (typeof part === 'object') {
      for (const [name, value] of Object.entries(part)) {
        if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
        else if (name === 'style') Object.assign(element.style, value);
        else element.setAttribute(name, value);
      }
    } else element.append(String(part));
  }
  return element;
}

/** Puts children in place of what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
  return element;
}

/** An error in an element's place, in the server's words. */
export function failed(element, error) {
  fill(element, h('p.empty', error.message));
}

/** Reads JSON; an answer that is no 200 becomes an Error with the server's own line. */
export async function get(path) {
  const response = await fetch(path, {cache: 'no-store'});
  const body = await response.json();
  if (!response.ok) throw new Error(body.error || `${path} answered ${response.status}`);
  return body;
}

/** A color of the theme as rgb(…), such as color('accent'), for canvases, which know no variables. */
export function color(name) {
  const probe = h('i', {style: {color: `var(--${name})`, display: 'none'}});
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
