// The learner's claim page: draws what the claim is, and takes what the learner does.
import { claimApi } from "./api.js";
import { checksummed } from "./address.js";
import { Claim } from "./claim.js";
import { element, replaceAll } from "./dom.js";
import { facts } from "./facts.js";
import { panel } from "./panels.js";
import { discoverWallets } from "./wallets.js";
import { keepLanguage, LANGUAGES, preferredLanguage, speaker } from "./words.js";

const at = (id) => document.getElementById(id);
// The part after # never leaves the browser by itself: no server log and no Referer has it.
const secret = location.hash.slice(1).trim();
const claim = new Claim(claimApi(at("claim").dataset.id, secret), draw);
let words = speaker(preferredLanguage());
let drawn = {};

addEventListener("hashchange", () => location.reload());
draw();
if (secret) {
  discoverWallets((wallets) => claim.found(wallets));
  claim.load();
} else {
  claim.complain("page.no_secret");
}

function draw() {
  const { say } = words;
  document.documentElement.lang = words.code;
  document.title = `${claim.view?.title ?? say("page.title")} · Anchor`;
  at("footer-words").textContent = say("page.footer");
  at("claim").setAttribute("aria-busy", String(Boolean(claim.busy)));
  replaceAll(at("languages"), languages());
  replaceAll(at("facts"), facts(claim, words));
  if (setText(at("notice"), noticeWords()) && claim.notice) at("notice").scrollIntoView({ block: "nearest" });
  at("notice").className = claim.notice?.done ? "good" : "";
  const kept = replaceAll(at("panel"), panel(claim, words));
  replaceAll(at("waiting"), [claim.busy === "wallet" && element("button", { id: "cancel", type: "button", on: { click: () => claim.cancel() } }, say("page.cancel"))]);
  setText(at("status"), statusWords());
  // A state that changed is said aloud; readers see it among the facts.
  at("status").className = claim.busy ? "" : "aloud";
  moveFocus(kept);
}

function languages() {
  at("languages").setAttribute("aria-label", words.say("page.languages"));
  return LANGUAGES.map(({ code, name }) => element("button", {
    id: `language-${code}`, type: "button", lang: code, "aria-pressed": String(code === words.code),
    on: {
      click: () => {
        keepLanguage(code);
        words = speaker(code);
        draw();
      },
    },
  }, name));
}

function noticeWords() {
  const { notice, view } = claim;
  if (!notice) return "";
  const { say, knows } = words;
  if (notice.done) return say(notice.done);
  const key = [`error.${notice.code}.${notice.step}`, `error.${notice.code}`].find(knows);
  const holder = notice.values?.holder && checksummed(notice.values.holder);
  const values = { detail: notice.detail, holder, network: view?.network.name, chain: view?.network.chainId };
  // What this page has no words for, the host says in its own.
  return key ? say(key, values) : notice.detail || say("error.page.failed");
}

function statusWords() {
  const { say, knows } = words;
  if (claim.busy) return say(claim.busy === "wallet" ? "page.wallet_waits" : "page.working");
  const { state } = claim.view ?? {};
  return drawn.first && state !== drawn.first && knows(`state.${state}`) ? say("done.state", { state: say(`state.${state}`) }) : "";
}

/** Leaves alone what says so already, since screen readers read aloud whatever is set. */
function setText(target, text) {
  if (target.textContent === text) return false;
  target.textContent = text;
  return true;
}

/** The focus goes to what the learner's own act brought up; what changes by itself takes it only when it was lost. */
function moveFocus(kept) {
  const now = { state: claim.view?.state, step: claim.step, busy: Boolean(claim.busy) };
  const acted = now.step !== drawn.step || (drawn.busy && !now.busy && now.state !== drawn.settled);
  const settled = claim.busy ? drawn.settled : now.state;
  if (drawn.settled && (acted || !kept)) at("panel-title")?.focus();
  drawn = { ...now, settled, first: drawn.first ?? settled };
}
