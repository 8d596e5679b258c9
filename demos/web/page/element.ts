type Properties = Readonly<Record<string, string | number | boolean | undefined>>;
type Children = readonly (Node | string)[];

/** An element with attributes and children; text becomes text, whatever stands in it. */
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

/** `false` and `undefined` take it away. */
export const setAttribute = (target: Element, name: string, value: string | number | boolean | undefined): void => {
  if (value === undefined || value === false) target.removeAttribute(name);
  else target.setAttribute(name, value === true ? '' : String(value));
};

/** The one with this id. @throws where the page has none. */
export const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}.`);
  return found;
};
