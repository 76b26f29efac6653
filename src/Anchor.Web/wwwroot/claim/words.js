// What the page says, in the reader's language.
import en from "./words/en.js";
import es from "./words/es.js";
import pt from "./words/pt.js";

const BOOKS = { es, pt, en };
const KEPT = "anchor.language";

/** The languages there are: code and own name. */
export const LANGUAGES = Object.entries(BOOKS).map(([code, book]) => ({ code, name: book["language.name"] }));

/** The reader's choice on an earlier visit, else the first of the browser's languages that there is, else English. */
export function preferredLanguage(preferences = navigator.languages) {
  const wanted = [kept(), ...preferences].filter(Boolean).map((tag) => tag.toLowerCase().split("-")[0]);
  return wanted.find((code) => Object.hasOwn(BOOKS, code)) ?? "en";
}

/** Keeps a choice for the next visit, where the browser lets us. */
export function keepLanguage(code) {
  try {
    localStorage.setItem(KEPT, code);
  } catch {
    // A private window: the choice lasts as long as the page.
  }
}

/** Everything that depends on the language. */
export function speaker(code) {
  const book = BOOKS[code];
  const say = (key, values = {}) => (book[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  return {
    code,
    say,
    knows: (key) => Object.hasOwn(book, key),
    /** A civil date, which no time zone may shift. */
    day: (date) => new Intl.DateTimeFormat(code, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`)),
    moment: (instant) => new Intl.DateTimeFormat(code, { dateStyle: "long", timeStyle: "short" }).format(new Date(instant)),
  };
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
