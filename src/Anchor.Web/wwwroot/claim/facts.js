// What the claim is about, above everything that can be done.
import { checksummed } from "./address.js";
import { element, fact, link } from "./dom.js";

const OPEN = new Set(["offered", "refused", "suspended"]);

/** The heading and the list of facts. */
export function facts({ view }, { say, day, moment, knows }) {
  if (!view) return [element("h1", { id: "title" }, say("page.title"))];
  const { network } = view;
  const transaction = view.transactionHash && element("code", {}, view.transactionHash);
  return [
    element("h1", { id: "title" }, view.title),
    element("dl", {},
      fact(say("fact.issuer"), view.issuer),
      fact(say("fact.issued_on"), view.issuedOn && day(view.issuedOn)),
      fact(say("fact.state"), element("strong", { id: "state" }, knows(`state.${view.state}`) ? say(`state.${view.state}`) : view.state)),
      fact(say("fact.network"), network.name, network.isTest && ` ${say("fact.test")}`),
      fact(say("fact.holder"), view.account && element("code", {}, checksummed(view.account))),
      fact(say("fact.holder_new"), view.newAccount && element("code", {}, checksummed(view.newAccount))),
      // Wallets take the contract and the decimal number when a token is added by hand.
      view.tokenId && fact(say("fact.contract"), view.contract && element("code", {}, checksummed(view.contract))),
      view.tokenId && fact(say("fact.token"), element("code", { title: view.tokenId }, BigInt(view.tokenId).toString())),
      fact(say("fact.transaction"), transaction, transaction && network.explorerTransaction
        && [" ", link(network.explorerTransaction.replace("{hash}", view.transactionHash), say("link.transaction"))]),
      OPEN.has(view.state) && fact(say("fact.expires"), view.expiresAt && moment(view.expiresAt))),
    element("p", { className: "links" },
      link(view.credentialPage, say("link.credential")),
      view.tokenPage && [" ", link(view.tokenPage, say("link.token"))]),
  ];
}
