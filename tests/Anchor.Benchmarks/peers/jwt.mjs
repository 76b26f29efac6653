// The same documents and the same key: Sample.Key, whose seed is the bytes 1 to 32.
import { createPrivateKey, createPublicKey } from "node:crypto";
import { CompactSign, jwtVerify } from "jose";

const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");
const seed = Buffer.from(Array.from({ length: 32 }, (_, i) => i + 1));
const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" });
const publicKey = createPublicKey(privateKey);

export const operations = {
  jwt_sign: (documents, lines) => {
    const { issuer } = documents[0];
    const kid = `${issuer.id}#${issuer.id.split(":").at(-1)}`;
    const payloads = lines.map((line) => Buffer.from(line));
    return [{
      name: "jose", n: payloads.length,
      prepare: () => payloads,
      async work() {
        for (const payload of payloads) await new CompactSign(payload).setProtectedHeader({ alg: "EdDSA", kid, typ: "JWT" }).sign(privateKey);
      },
    }];
  },
  jwt_verify: (tokens) => [{
    name: "jose", note: "is given the key; ours reads it from kid", n: tokens.length,
    prepare: () => tokens,
    async work() {
      for (const token of tokens) await jwtVerify(token, publicKey, { algorithms: ["EdDSA"] });
    },
  }],
};
