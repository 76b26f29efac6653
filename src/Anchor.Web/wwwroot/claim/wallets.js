// Wallets that live in the browser: found by EIP-6963, or at window.ethereum; spoken to by EIP-1193.

/** What a wallet refused or could not do; `code` is one that the words know, `detail` the wallet's own words. */
export class WalletRefusal extends Error {
  constructor(code, detail) {
    super(detail || code);
    Object.assign(this, { name: "WalletRefusal", code, detail });
  }
}

/** Listens for wallets; `onChange` is called with the list whenever it grows. */
export function discoverWallets(onChange) {
  const found = new Map();
  addEventListener("eip6963:announceProvider", ({ detail }) => {
    const { info, provider } = detail ?? {};
    if (typeof info?.uuid !== "string" || typeof provider?.request !== "function" || found.has(info.uuid)) return;
    const name = String(info.name ?? "").trim().slice(0, 60);
    // A wallet's icon from elsewhere would tell that place who is here.
    const icon = typeof info.icon === "string" && /^data:image\//i.test(info.icon) ? info.icon : null;
    found.set(info.uuid, new Wallet(provider, name, icon));
    onChange([...found.values()]);
  });
  dispatchEvent(new Event("eip6963:requestProvider"));
  // Older wallets announce nothing; they may come a moment after the page.
  const fallBack = () => {
    if (found.size > 0 || typeof window.ethereum?.request !== "function") return;
    found.set("window.ethereum", new Wallet(window.ethereum, null, null));
    onChange([...found.values()]);
  };
  addEventListener("ethereum#initialized", fallBack, { once: true });
  setTimeout(fallBack, 250);
  setTimeout(fallBack, 2_000);
}

/** One wallet. Every method throws a WalletRefusal. */
export class Wallet {
  #provider;

  constructor(provider, name, icon) {
    this.#provider = provider;
    Object.assign(this, { name, icon });
  }

  /** Asks to be let in; the account that the wallet puts first. */
  async connect() {
    return first(await this.#request("eth_requestAccounts"));
  }

  /** The account that the wallet would use now, without asking its owner; null when there is none. */
  async account() {
    const accounts = await this.#request("eth_accounts");
    return Array.isArray(accounts) && accounts.length > 0 ? String(accounts[0]) : null;
  }

  async chainId() {
    return Number(BigInt(await this.#request("eth_chainId")));
  }

  /** Makes the wallet use a chain that it knows; a chain is never added, since nobody here vouches for a node of it. */
  async switchTo(chainId) {
    if ((await this.chainId()) === chainId) return;
    await this.#request("wallet_switchEthereumChain", [{ chainId: hex(chainId) }]);
    if ((await this.chainId()) !== chainId) throw new WalletRefusal("wallet.wrong_chain");
  }

  /** Signs a text, sent as bytes because wallets differ in what they make of text. */
  sign(text, account) {
    const bytes = [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return this.#request("personal_sign", [`0x${bytes}`, account]);
  }

  signTyped(message, account) {
    return this.#request("eth_signTypedData_v4", [account, JSON.stringify(message)]);
  }

  /** Sends a transaction; its hash. The wallet chooses gas and fee. */
  send({ to, data, value, chainId }, from) {
    return this.#request("eth_sendTransaction", [{ from, to, data, value, chainId: hex(chainId) }]);
  }

  /** Whether the wallet shows the token from now on. */
  async watch(contract, tokenId) {
    return (await this.#request("wallet_watchAsset", { type: "ERC721", options: { address: contract, tokenId: BigInt(tokenId).toString() } })) === true;
  }

  /** Calls back when the wallet changes its account (null for none), its chain or loses its connection; the answer stops that. */
  listen({ onAccount, onChain, onDisconnect }) {
    const heard = {
      accountsChanged: (accounts) => onAccount(accounts?.[0] ?? null),
      chainChanged: (chainId) => onChain(Number(chainId)),
      disconnect: () => onDisconnect(),
    };
    for (const [event, listener] of Object.entries(heard)) this.#provider.on?.(event, listener);
    return () => {
      for (const [event, listener] of Object.entries(heard)) this.#provider.removeListener?.(event, listener);
    };
  }

  async #request(method, params) {
    try {
      return await this.#provider.request(params === undefined ? { method } : { method, params });
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

const CODES = new Map([
  [4001, "wallet.rejected"], [4100, "wallet.unauthorized"], [4200, "wallet.unsupported"], [4900, "wallet.disconnected"], [4901, "wallet.chain_disconnected"],
  [4902, "wallet.chain_unknown"], [-32002, "wallet.busy"], [-32601, "wallet.unsupported"], [-32004, "wallet.unsupported"],
]);

/** Codes come from EIP-1193, EIP-3326 and EIP-1474; mobile wallets wrap them, and for want of money there is none. */
export function refusalOf(error) {
  const detail = String(error?.data?.originalError?.message ?? error?.message ?? "").trim().slice(0, 200);
  for (const code of [error?.data?.originalError?.code, error?.code, error?.cause?.code]) if (CODES.has(code)) return new WalletRefusal(CODES.get(code), detail);
  if (error?.code === "ACTION_REJECTED" || /user (rejected|denied|cancel)/i.test(detail)) return new WalletRefusal("wallet.rejected", detail);
  if (/insufficient (funds|balance)|exceeds (the )?balance/i.test(detail)) return new WalletRefusal("wallet.funds", detail);
  return new WalletRefusal("wallet.failed", detail);
}

function first(accounts) {
  if (Array.isArray(accounts) && typeof accounts[0] === "string") return accounts[0];
  throw new WalletRefusal("wallet.no_account");
}

function hex(number) {
  return `0x${number.toString(16)}`;
}
