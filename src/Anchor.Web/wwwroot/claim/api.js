// The host's side of a claim. The link's secret travels in bodies only, never in an address.

const PATIENCE_MS = 30_000;

/** What the host refused, or why it could not be asked: `code` is the host's own, or one of `page.offline` and `host.unavailable`. */
export class Refusal extends Error {
  constructor(code, detail, retryAfter) {
    super(detail || code);
    Object.assign(this, { name: "Refusal", code, detail, retryAfter });
  }
}

/** The calls of one claim. */
export function claimApi(id, secret) {
  const post = (path, body) => send(`/claims/${id}${path}`, { secret, ...body });
  return {
    read: () => post("", {}),
    challenge: (account) => post("/challenge", { account }),
    mint: (account, gas, proof) => post("/mint", { account, gas, ...proof }),
    reissue: (account, proof) => post("/reissue", { account, ...proof }),
    burn: (deadline, signature) => post("/burn", { deadline, signature }),
  };
}

async function send(path, body) {
  let response;
  try {
    response = await fetch(path, {
      method: "POST", credentials: "omit", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(body),
    });
  } catch {
    throw new Refusal("page.offline");
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  const seconds = Number(response.headers.get("Retry-After"));
  throw new Refusal(answer?.code ?? codeOf(response.status), answer?.detail, seconds > 0 ? seconds : undefined);
}

// A proxy in front of the host refuses in words of its own.
function codeOf(status) {
  if (status === 404) return "claim.unknown";
  return status === 429 ? "request.too_many" : "host.unavailable";
}
