/** Elements of a page and shapes of a drawing. */

const SVG = "http://www.w3.org/2000/svg";

function made(created, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    created.setAttribute(key, value);
  }
  created.append(...children);
  return created;
}

/** An element of HTML with attributes and children; text is always text, never markup. */
export function element(name, attributes = {}, ...children) {
  return made(document.createElement(name), attributes, children);
}

/** An element of SVG. */
export function shape(name, attributes = {}, ...children) {
  return made(document.createElementNS(SVG, name), attributes, children);
}
