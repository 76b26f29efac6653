// What can be done now: one panel for each state of the claim and each step of a conversation.
import { checksummed, grouped, readAddress, sameAccount } from "./address.js";
import { element, link } from "./dom.js";

/** The children of the panel; the first is its heading. */
export function panel(claim, words) {
  const { view, step } = claim;
  const ui = controls(claim, words);
  if (!view) return unread(claim, ui);
  if (step && STEPS[step]) return STEPS[step](claim, ui);
  if (claim.mayMint) return offered(claim, ui);
  return (STATES[view.state] ?? still)(claim, ui);
}

const STEPS = { address, confirm, choose, sign, ready, "confirm-burn": confirmBurn };
const STATES = { wallet: ownWallet, minted, refused };

function controls(claim, words) {
  const { say } = words;
  const button = (id, text, act, properties = {}) => element("button", {
    id, type: "button", ...properties, "aria-disabled": claim.busy ? "true" : null,
    on: { click: () => { if (!claim.busy) act(); } },
  }, text);
  return {
    ...words,
    button,
    heading: (text) => element("h2", { id: "panel-title", tabIndex: -1 }, text),
    text: (key, values) => element("p", {}, say(key, values)),
    back: () => button("back", say("page.back"), () => claim.go(null)),
    account: () => element("p", { className: "account" }, claim.wallet?.name || say("wallet.connected"), ": ", element("code", {}, claim.account)),
    wallets: () => claim.wallets.length === 0 ? element("p", { id: "no-wallet" }, say("choice.no_wallet"))
      : element("ul", { className: "wallets" }, claim.wallets.map((wallet, i) => element("li", {},
        button(`wallet-${i}`, [wallet.icon && element("img", { src: wallet.icon, alt: "", width: 28, height: 28 }), wallet.name || say("choice.unnamed")], () => claim.use(wallet))))),
  };
}

function unread(claim, { say, heading, button }) {
  if (claim.busy || !claim.notice) return [heading(say("page.loading"))];
  return claim.notice.code === "page.no_secret" ? [] : [button("retry", say("page.retry"), () => claim.load())];
}

function reason({ view }, { say, knows }) {
  if (!view.reason) return null;
  const key = `error.${view.reason.code}`;
  return element("p", { id: "reason" }, knows(key) ? say(key) : view.reason.message);
}

/** A state in which there is nothing to press. */
function still(claim, ui) {
  const { state } = claim.view;
  const { say, heading, text, knows } = ui;
  const long = state === "requested" && claim.isLong ? "_long" : "";
  return [
    heading(`${say("fact.state")}: ${knows(`state.${state}`) ? say(`state.${state}`) : state}`),
    text(knows(`about.${state}`) ? `about.${state}${long}` : "about.unknown"),
    reason(claim, ui),
  ];
}

function refused(claim, ui) {
  return [...still(claim, ui), ui.text("about.refused_final")];
}

function offered(claim, ui) {
  const { say, heading, text, button, wallets } = ui;
  const again = claim.view.state === "refused" ? [text("about.refused"), reason(claim, ui)] : [text("about.offered")];
  return [
    heading(say("choice.title")),
    again,
    element("section", {}, element("h3", {}, say("choice.wallet")), claim.wallets.length > 0 && text("choice.wallet_hint"), wallets()),
    element("section", {}, element("h3", {}, say("choice.address")), text("choice.address_hint"),
      button("enter-address", say("choice.address_button"), () => claim.go("address", "mint"))),
    element("section", {}, element("h3", {}, say("choice.skip")), text("choice.skip_hint"), element("p", {}, link(claim.view.credentialPage, say("link.credential")))),
  ];
}

function address(claim, { say, heading, button, back }) {
  const go = (event) => {
    event?.preventDefault();
    const read = readAddress(claim.typed);
    if (read.problem) return claim.complain(read.problem);
    claim.typed = read.address;
    claim.go("confirm");
  };
  const wrong = claim.notice?.code?.startsWith("account.");
  return [
    heading(say("address.title")),
    element("form", { noValidate: true, on: { submit: go } },
      element("label", { htmlFor: "address" }, say("address.label")),
      element("input", {
        id: "address", type: "text", value: claim.typed, autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxLength: 100,
        "aria-describedby": wrong ? "address-hint notice" : "address-hint", "aria-invalid": wrong ? "true" : null,
        on: { input: ({ target }) => { claim.typed = target.value; } },
      }),
      element("p", { id: "address-hint", className: "quiet" }, say("address.hint")),
      element("p", { className: "buttons" }, button("continue", say("address.continue"), go, { className: "main" }), back())),
  ];
}

function confirm(claim, { say, heading, text, button }) {
  return [
    heading(say("confirm.title")),
    element("p", { id: "repeated", className: "repeated" }, grouped(claim.typed)),
    text("confirm.words"),
    element("p", { className: "buttons" },
      button("confirm", say("confirm.yes"), () => claim.mint(claim.typed, {}), { className: "main" }),
      button("change", say("confirm.no"), () => claim.go("address"))),
  ];
}

function choose(claim, { say, heading, wallets, back }) {
  return [heading(say(`wallet.choose.${claim.purpose}`)), wallets(), element("p", { className: "buttons" }, back())];
}

function sign(claim, { say, heading, text, button, account, back }) {
  return [
    heading(say("sign.title")), account(), text("sign.words"),
    element("p", { className: "buttons" }, button("sign", say("sign.button"), () => claim.sign(), { className: "main" }), back()),
  ];
}

function ready(claim, { say, heading, text, button, account, back }) {
  if (claim.purpose === "reissue")
    return [
      heading(say("reissue.ready")), account(), text("reissue.words"),
      element("p", { className: "buttons" }, button("reissue-confirm", say("reissue.confirm"), () => claim.reissue(), { className: "main" }), back()),
    ];
  return [
    heading(say("mint.title")), account(), text("mint.words"),
    element("p", { className: "buttons" }, button("mint", say("mint.button"), () => claim.mint(), { className: "main" }), back()),
    claim.network.ownGas && element("section", {}, text("mint.own_words"), button("mint-own", say("mint.own"), () => claim.mintAndPay())),
  ];
}

/** The learner chose to pay, and the transaction is not on the chain yet. */
function ownWallet(claim, ui) {
  const { say, heading, text, button, account, wallets, moment } = ui;
  const sent = claim.sent;
  const again = claim.proof
    ? [account(), element("p", { className: "buttons" },
      button("send", say(sent ? "send.again" : "send.button"), () => claim.mintAndPay(), { className: sent ? "" : "main" }),
      !sent && button("send-relayed", say("send.relayed"), () => claim.mint()))]
    : [element("h3", {}, say(sent ? "send.again" : "send.button")), wallets()];
  return [
    heading(`${say("fact.state")}: ${say("state.wallet")}`),
    sent ? [text("about.wallet_sent"), element("p", {}, element("code", {}, sent))] : text("about.wallet", { until: moment(claim.view.expiresAt) }),
    again,
  ];
}

function minted(claim, ui) {
  const { say, heading, text, button } = ui;
  const section = (name, act) => element("section", {}, element("h3", {}, say(`${name}.title`)), text(`${name}.words`), button(name, say(`${name}.button`), act));
  const held = sameAccount(claim.account, claim.view.account);
  return [
    heading(say("token.manage")), text("about.minted"), reason(claim, ui),
    claim.wallets.length > 0 && element("p", { className: "buttons" }, button("watch", say("token.watch"), () => claim.watch(), { className: "main" })),
    section("reissue", () => claim.go("choose", "reissue")),
    section("burn", () => held ? claim.go("confirm-burn", "burn") : claim.go("choose", "burn")),
  ];
}

function confirmBurn(claim, { say, heading, text, button }) {
  return [
    heading(say("burn.confirm_title")), element("p", { className: "account" }, element("code", {}, checksummed(claim.view.account))), text("burn.words"),
    element("p", { className: "buttons" },
      button("burn-confirm", say("burn.confirm"), () => claim.burn(), { className: "main danger" }),
      button("burn-keep", say("burn.keep"), () => claim.go(null))),
  ];
}
