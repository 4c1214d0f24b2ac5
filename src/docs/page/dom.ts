// Elements from plain calls. Text only ever becomes text nodes and attribute values; nothing here parses markup, and the
// page's content security policy forbids it besides.

export type Child = Node | string | number | null | undefined | false;
type Attribute = string | number | boolean | null | undefined;
export type Attributes = Readonly<Record<string, Attribute>>;

export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill<T extends Element>(element: T, attributes: Attributes, children: readonly Child[]): T {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

export function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** A button that does something; its text is its name unless `label` says otherwise. */
export function button(attributes: Attributes, onClick: () => void, ...children: readonly Child[]): HTMLButtonElement {
  const element = el('button', { type: 'button', ...attributes }, ...children);
  element.addEventListener('click', onClick);
  return element;
}

/** Addresses that may be followed: web, mail, and places in this page. Everything else is null. */
export function safeHref(href: string): string | null {
  return /^(?:https?:\/\/|mailto:|#\/)/i.test(href.trim()) ? href.trim() : null;
}

export function externalLink(href: string, ...children: readonly Child[]): HTMLAnchorElement | HTMLSpanElement {
  const safe = safeHref(href);
  if (safe === null) return el('span', {}, ...children);
  if (safe.startsWith('#')) return el('a', { href: safe }, ...children);
  return el('a', { href: safe, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}
