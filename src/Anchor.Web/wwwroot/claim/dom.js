// Elements out of words. Everything is set as text, so that nothing anybody wrote becomes markup.

/** An element. Properties are set as they are, except `on` (listeners by event), `data` and attributes with a hyphen or of `role` and `for`. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    else if (name === "data") Object.assign(made.dataset, value);
    else if (name in made && !name.includes("-")) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

/** A term and what it is, for a description list. */
export function fact(term, ...values) {
  return [element("dt", {}, term), element("dd", {}, values)];
}

/** Puts the focus on an element that is usually not reached by keyboard. */
export function focusOn(target) {
  if (!target) return;
  if (!target.matches("a[href], button, input, [tabindex]")) target.tabIndex = -1;
  target.focus({ preventScroll: false });
}
