// What this window's wallet has sent, until the host sees it; so that a page that is loaded again does not offer to pay twice.

const key = (id) => `anchor.sent.${id}`;

/** The transaction's hash, or null. */
export function recall(id) {
  return stored((storage) => storage.getItem(key(id))) ?? null;
}

export function remember(id, hash) {
  stored((storage) => storage.setItem(key(id), hash));
}

export function forget(id) {
  stored((storage) => storage.removeItem(key(id)));
}

// Where the browser keeps nothing, the learner is merely offered to send again.
function stored(use) {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}
