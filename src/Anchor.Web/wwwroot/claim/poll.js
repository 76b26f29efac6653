// Asks again and again, ever more rarely, and not while nobody looks.

const FIRST_MS = 1_000;
const LONGEST_MS = 15_000;
const GROWTH = 1.5;

/** Calls `ask` until stopped. Its answer says what comes next: true begins again with short pauses, a number asks for a pause of so many seconds. */
export class Poll {
  #ask;
  #pause = FIRST_MS;
  #timer;
  #running = false;

  constructor(ask) {
    this.#ask = ask;
    document.addEventListener("visibilitychange", () => this.#wake());
    addEventListener("online", () => this.#wake());
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.#pause = FIRST_MS;
    this.#plan();
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  #plan() {
    clearTimeout(this.#timer);
    if (this.#running && !document.hidden) this.#timer = setTimeout(() => this.#step(), this.#pause);
  }

  async #step() {
    const next = await this.#ask();
    if (next === true) this.#pause = FIRST_MS;
    else this.#pause = Math.max(Math.min(this.#pause * GROWTH, LONGEST_MS), typeof next === "number" ? next * 1000 : 0);
    this.#plan();
  }

  #wake() {
    if (!this.#running || document.hidden) return this.#plan();
    this.#pause = FIRST_MS;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#step(), 0);
  }
}
