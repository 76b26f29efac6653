// What is known of the claim and what is being done about it. Draws nothing: whoever made it is told of every change.
import { Refusal } from "./api.js";
import { checksummed, sameAccount } from "./address.js";
import { Poll } from "./poll.js";
import { forget, recall, remember } from "./sent.js";
import { burnMessage } from "./typed.js";
import { WalletRefusal } from "./wallets.js";

const MOVING = new Set(["preparing", "requested", "submitted", "included", "wallet", "reissue_requested", "reissue_approved", "burn_requested"]);
const PASSING = new Set(["page.offline", "host.unavailable", "request.too_many"]);
const LONG_MS = 20_000;
/** A removal may wait in the network's queue, so its permission lasts a day. */
const BURN_SECONDS = 86_400;

export class Claim {
  /** What the host last said; null before that. */
  view = null;
  wallets = [];
  wallet = null;
  account = null;
  /** The signed challenge for `account`: { issuedAt, signature }. */
  proof = null;
  /** Where in a conversation the learner is: null, address, confirm, choose, sign, ready or confirm-burn. */
  step = null;
  /** What the wallet is wanted for: mint, reissue, burn or watch. */
  purpose = "mint";
  /** What somebody typed as an address. */
  typed = "";
  /** Who is being waited for: null, host or wallet. */
  busy = null;
  /** { code, step, detail, values } of what went wrong, or { done } of what went well. */
  notice = null;
  /** Whether the state had been the same for so long, when it was last read, that it deserves an explanation. */
  isLong = false;

  #api;
  #changed;
  #poll;
  #asking;
  #abandon;
  #abandoned;
  #deaf = () => {};
  #since = 0;
  /** Counts what was done, so that an answer from before it is not taken for news. */
  #turn = 0;

  constructor(api, changed) {
    this.#api = api;
    this.#changed = changed;
    this.#poll = new Poll(() => this.#look());
  }

  get mayMint() {
    const { state, reason } = this.view ?? {};
    return state === "offered" || (state === "refused" && reason?.retry === true);
  }

  get network() {
    return this.view.network;
  }

  /** The transaction that the learner's own wallet sent from this window, while the host has not seen it. */
  get sent() {
    return recall(this.view.id);
  }

  load() {
    return this.#act(() => this.#read());
  }

  go(step, purpose = this.purpose) {
    if (this.busy) return;
    Object.assign(this, { step, purpose, notice: null });
    this.#changed();
  }

  complain(code) {
    this.notice = { code };
    this.#changed();
  }

  /** Stops waiting for a wallet that does not answer. */
  cancel() {
    this.#abandon?.(new WalletRefusal("wallet.cancelled"));
  }

  found(wallets) {
    this.wallets = wallets;
    this.#changed();
  }

  /** Connects a wallet and goes on with what it is wanted for. */
  use(wallet) {
    return this.#act(async () => {
      this.#leave();
      const account = await this.#ask("connect", wallet.connect());
      if (!/^0x[0-9a-f]{40}$/i.test(account)) throw new WalletRefusal("wallet.no_account");
      this.wallet = wallet;
      this.account = checksummed(account);
      this.#deaf = wallet.listen({
        onAccount: (other) => this.#accountChanged(other),
        onChain: (chainId) => this.#chainChanged(chainId),
        onDisconnect: () => this.#abandon?.(new WalletRefusal("wallet.disconnected")),
      });
      await this.#goOn();
    });
  }

  sign() {
    return this.#act(() => this.#prove());
  }

  /** Asks for the token at no cost; with an entered address there is no signature. */
  mint(account = this.account, proof = this.proof) {
    return this.#act(async () => this.#arrive(await this.#wait(this.#api.mint(account, "relayed", proof))));
  }

  /** Has the learner's own wallet send and pay. */
  mintAndPay() {
    return this.#act(async () => {
      await this.#ask("switch", this.wallet.switchTo(this.network.chainId));
      const { claim, transaction } = await this.#wait(this.#api.mint(this.account, "own", this.proof));
      this.#arrive(claim);
      // The learner may have changed either while the host was asked.
      await this.#isHolderOf(this.account, "page.account_changed");
      if (transaction.chainId !== this.network.chainId || (await this.#wait(this.wallet.chainId())) !== transaction.chainId) throw new WalletRefusal("page.chain_changed");
      const id = this.view.id;
      // Even when nobody waits any more, a transaction that was sent is not sent twice.
      await this.#ask("send", this.wallet.send(transaction, this.account).then((hash) => remember(id, hash)));
    });
  }

  reissue() {
    return this.#act(async () => this.#arrive(await this.#wait(this.#api.reissue(this.account, this.proof))));
  }

  burn() {
    return this.#act(async () => {
      await this.#isHolderOf(this.view.account, "page.not_holder");
      // The host's clock counts, not this machine's.
      const deadline = this.view.burnDeadline ?? Math.floor(Date.now() / 1000) + BURN_SECONDS;
      const signature = await this.#signBurn(deadline);
      this.#arrive(await this.#wait(this.#api.burn(deadline, signature)));
    });
  }

  /** Shows the token in a wallet: the connected one, else the only one, else one to be chosen. */
  watch() {
    if (this.wallet) return this.#act(() => this.#watch());
    this.purpose = "watch";
    return this.wallets.length === 1 ? this.use(this.wallets[0]) : this.go("choose", "watch");
  }

  async #goOn() {
    if (this.purpose === "watch") return this.#watch();
    if (this.purpose === "burn") {
      await this.#isHolderOf(this.view.account, "page.not_holder");
      this.step = "confirm-burn";
      return;
    }
    if (this.purpose === "reissue" && sameAccount(this.account, this.view.account)) throw new WalletRefusal("page.same_account");
    this.step = "sign";
    this.#changed();
    await this.#prove();
  }

  async #prove() {
    if (this.purpose === "reissue" && sameAccount(this.account, this.view.account)) throw new WalletRefusal("page.same_account");
    const { message, issuedAt } = await this.#wait(this.#api.challenge(this.account));
    this.proof = { issuedAt, signature: await this.#ask("sign", this.wallet.sign(message, this.account)) };
    // The panel of a wallet that is to send has its buttons already.
    this.step = this.view.state === "wallet" ? null : "ready";
  }

  async #watch() {
    this.step = null;
    await this.#ask("switch", this.wallet.switchTo(this.network.chainId), "watch");
    if (!(await this.#ask("watch", this.wallet.watch(this.view.contract, this.view.tokenId)))) throw new WalletRefusal("wallet.rejected");
    this.notice = { done: "token.watched" };
  }

  /** Most wallets sign typed data for the chain they are on only; some that cannot go there sign all the same. */
  async #signBurn(deadline) {
    let elsewhere;
    try {
      await this.#ask("switch", this.wallet.switchTo(this.network.chainId), "burn");
    } catch (error) {
      if (!["wallet.unsupported", "wallet.chain_unknown"].includes(error.code)) throw error;
      elsewhere = error;
    }
    try {
      return await this.#ask("sign", this.wallet.signTyped(burnMessage(this.view, deadline), this.account));
    } catch (error) {
      throw error.code === "wallet.failed" && elsewhere ? elsewhere : error;
    }
  }

  async #isHolderOf(wanted, code) {
    const now = await this.#wait(this.wallet.account());
    if (sameAccount(now, wanted)) return;
    if (now && !sameAccount(now, this.account)) this.#take(now);
    throw Object.assign(new WalletRefusal(code), { values: { holder: wanted } });
  }

  #take(account) {
    Object.assign(this, { account: checksummed(account), proof: null });
    if (["sign", "ready"].includes(this.step)) this.step = "sign";
  }

  #leave() {
    this.#deaf();
    this.#deaf = () => {};
    Object.assign(this, { wallet: null, account: null, proof: null });
  }

  #accountChanged(account) {
    if (sameAccount(account, this.account)) return;
    if (account) this.#take(account);
    else this.#leave();
    const talking = ["sign", "ready", "confirm-burn"].includes(this.step);
    if (!account && talking) this.step = null;
    const code = account ? "page.account_changed" : "page.account_gone";
    if (this.busy) this.#abandon?.(new WalletRefusal(code));
    else if (talking) this.complain(code);
    else this.#changed();
  }

  #chainChanged(chainId) {
    if (this.busy && this.#asking !== "switch" && chainId !== this.network.chainId) this.#abandon?.(new WalletRefusal("page.chain_changed"));
  }

  /** One thing at a time. Whatever fails, the state is read anew and everything can be tried again. */
  async #act(work) {
    if (this.busy) return;
    this.#poll.stop();
    this.#turn++;
    Object.assign(this, { busy: "host", notice: null });
    this.#asking = undefined;
    const abandoned = new Promise((_, reject) => (this.#abandon = reject));
    abandoned.catch(() => {});
    this.#abandoned = abandoned;
    this.#changed();
    try {
      await work();
    } catch (error) {
      this.#fail(error);
      if (this.view) await this.#read().catch(() => {});
    }
    this.#abandon = undefined;
    this.busy = null;
    this.#follow();
    this.#changed();
  }

  #fail(error) {
    const known = error instanceof Refusal || error instanceof WalletRefusal;
    if (!known) console.error(error);
    this.notice = { code: known ? error.code : "page.failed", step: error.step ?? this.#asking, detail: error.detail, values: error.values, passes: error.code === "page.offline" };
    if (["proof.expired", "proof.invalid"].includes(error.code)) {
      this.proof = null;
      if (this.wallet) this.step = "sign";
    }
  }

  #wait(promise) {
    return Promise.race([promise, this.#abandoned]);
  }

  /** Waits for the wallet; `step` chooses the words when it refuses, `words` when they differ by purpose. */
  async #ask(step, promise, words = step) {
    Object.assign(this, { busy: "wallet" });
    this.#asking = step;
    this.#changed();
    try {
      return await this.#wait(promise);
    } catch (error) {
      throw Object.assign(error, { step: error.code === "wallet.rejected" ? step : words });
    } finally {
      this.#asking = undefined;
      if (this.busy) this.busy = "host";
      this.#changed();
    }
  }

  async #read() {
    this.#adopt(await this.#api.read());
  }

  /** After an accepted request the conversation is over. */
  #arrive(view) {
    this.step = null;
    this.#adopt(view);
  }

  #adopt(view) {
    const moved = this.view?.state !== view.state;
    if (moved) {
      this.#since = Date.now();
      if (this.view) this.step = null;
      if (view.state !== "wallet") forget(view.id);
    }
    this.isLong = Date.now() - this.#since >= LONG_MS;
    this.view = view;
    return moved;
  }

  #follow() {
    const { code } = this.notice ?? {};
    const waits = this.view ? MOVING.has(this.view.state) || code === "page.offline" : PASSING.has(code);
    if (waits) this.#poll.start();
    else this.#poll.stop();
  }

  async #look() {
    const { view: before, notice } = this;
    const turn = this.#turn;
    const wasLong = this.isLong;
    try {
      const view = await this.#api.read();
      if (turn !== this.#turn) return undefined;
      const moved = this.#adopt(view);
      if (!before || notice?.passes) this.notice = null;
      this.#follow();
      if (moved || notice !== this.notice || wasLong !== this.isLong || JSON.stringify(before) !== JSON.stringify(view)) this.#changed();
      return moved;
    } catch (error) {
      if (turn !== this.#turn) return undefined;
      this.#fail(error);
      this.notice.passes = true;
      if (!PASSING.has(error.code)) this.#poll.stop();
      this.#changed();
      return error.retryAfter;
    }
  }
}
