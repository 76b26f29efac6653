// Elements out of words. Everything is set as text, so that nothing anybody wrote becomes markup.

/** An element with listeners by event under `on`, properties by names with capitals and `value`, attributes by all others, and children. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    else if (name === "value" || name !== name.toLowerCase()) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

/** A link, where the address is one that may be followed; else its text alone. */
export function link(address, text, properties = {}) {
  const safe = address && /^https?:$/.test(new URL(address, location.href).protocol);
  return safe ? element("a", { href: address, rel: "noreferrer noopener", ...properties }, text) : element("span", {}, text);
}

/** A term and what it is, for a description list; nothing when there is nothing to say. */
export function fact(term, ...values) {
  return values.some(Boolean) ? [element("dt", {}, term), element("dd", {}, values)] : [];
}

/** Puts other children into an element and leaves the focus, and the caret, where they were if what had them is still there. */
export function replaceAll(parent, children) {
  const active = parent.contains(document.activeElement) ? document.activeElement : null;
  const caret = active?.tagName === "INPUT" ? [active.selectionStart, active.selectionEnd] : null;
  parent.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (!active) return true;
  const again = active.id && parent.querySelector(`#${CSS.escape(active.id)}`);
  again?.focus({ preventScroll: true });
  if (again && caret) again.setSelectionRange(...caret);
  return Boolean(again);
}
