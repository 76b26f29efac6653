// Anchor's REST API for the main job: retries what is safe to repeat while the host is coming up or coming back.
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class ApiError extends Error {
  constructor(status, problem) {
    super(`${problem.code ?? problem.type ?? status}: ${problem.detail ?? problem.title ?? "no reason given"}`);
    this.status = status;
    this.code = problem.code;
  }
}

export class Api {
  constructor(base, key, patience = 60_000) {
    this.base = base;
    this.key = key;
    this.patience = patience;
  }

  with(key) {
    return new Api(this.base, key, this.patience);
  }

  get(path) {
    return this.call("GET", path);
  }

  post(path, body, idempotencyKey, contentType = "application/json") {
    return this.call("POST", path, contentType === "application/json" ? JSON.stringify(body) : body, contentType, idempotencyKey);
  }

  async call(method, path, body, contentType, idempotencyKey) {
    const response = await this.fetch(method, path, body, contentType, idempotencyKey);
    const text = await response.text();
    return text.length ? JSON.parse(text) : undefined;
  }

  /** Every write of the main job carries an idempotency key or is one by nature, so that repeating it is safe. */
  async fetch(method, path, body, contentType, idempotencyKey) {
    const headers = { authorization: `Bearer ${this.key}` };
    if (contentType) headers["content-type"] = contentType;
    if (idempotencyKey) headers["idempotency-key"] = idempotencyKey;
    for (const until = Date.now() + this.patience; ; ) {
      try {
        const response = await fetch(this.base + path, { method, headers, body, signal: AbortSignal.timeout(600_000) });
        if (response.ok) return response;
        const problem = await response.json().catch(() => ({}));
        const passes = response.status === 503 || ["batch.changed", "issuer.changed", "import.in_progress"].includes(problem.code);
        if (!passes || Date.now() > until) throw new ApiError(response.status, problem);
      } catch (error) {
        if (error instanceof ApiError || Date.now() > until) throw error;
      }
      await sleep(300);
    }
  }
}
