type Properties = Readonly<Record<string, string | number | boolean | undefined>>;
type Children = readonly (Node | string)[];

/** Makes an element with attributes and children. Strings become text nodes, never HTML. */
export const element = <K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Properties = {},
  ...children: Children
): HTMLElementTagNameMap[K] => filled(document.createElement(name), properties, children);

export const svg = <K extends keyof SVGElementTagNameMap>(
  name: K,
  properties: Properties = {},
  ...children: Children
): SVGElementTagNameMap[K] =>
  filled(document.createElementNS('http://www.w3.org/2000/svg', name), properties, children);

const filled = <E extends Element>(target: E, properties: Properties, children: Children): E => {
  for (const [name, value] of Object.entries(properties)) setAttribute(target, name, value);
  target.append(...children);
  return target;
};

/** `false` and `undefined` remove an attribute. */
export const setAttribute = (target: Element, name: string, value: string | number | boolean | undefined): void => {
  if (value === undefined || value === false) target.removeAttribute(name);
  else target.setAttribute(name, value === true ? '' : String(value));
};

/**
 * Returns the element with this id.
 * @throws Error when the page has no such element.
 */
export const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}.`);
  return found;
};
