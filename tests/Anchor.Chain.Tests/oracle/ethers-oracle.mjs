// Answers questions about the EVM's formats with ethers: one JSON object per line in, one per line out.
import { createInterface } from "node:readline";
import { ethers } from "ethers";

const answers = {
  address: ({ key }) => ethers.computeAddress(key),
  checksum: ({ address }) => ethers.getAddress(address),
  keccak: ({ data }) => ethers.keccak256(data),
  rlp: ({ value }) => ethers.encodeRlp(value),
  abi: ({ types, values }) => ethers.AbiCoder.defaultAbiCoder().encode(types, values),
  call: ({ signature, values }) => new ethers.Interface([`function ${signature}`]).encodeFunctionData(signature.split("(")[0], values),
  transaction: async ({ key, transaction }) => {
    const raw = await new ethers.Wallet(key).signTransaction(transaction);
    return { raw, hash: ethers.keccak256(raw), from: ethers.Transaction.from(raw).from };
  },
  unprotected: ({ key, transaction }) => {
    const unsigned = ethers.Transaction.from({ type: 0, ...transaction });
    unsigned.signature = new ethers.SigningKey(key).sign(unsigned.unsignedHash);
    return unsigned.serialized;
  },
  sign: ({ key, digest }) => new ethers.SigningKey(key).sign(digest).serialized,
  recover: ({ digest, signature }) => ethers.recoverAddress(digest, signature),
  typed: async ({ key, domain, types, message }) => ({
    digest: ethers.TypedDataEncoder.hash(domain, types, message),
    separator: ethers.TypedDataEncoder.hashDomain(domain),
    signature: await new ethers.Wallet(key).signTypedData(domain, types, message),
  }),
  keystoreWrite: ({ key, passphrase, n }) =>
    ethers.encryptKeystoreJson({ address: ethers.computeAddress(key), privateKey: key }, passphrase, { scrypt: { N: n, r: 8, p: 1 } }),
  keystoreRead: async ({ json, passphrase }) => (await ethers.decryptKeystoreJson(json, passphrase)).privateKey,
};

for await (const line of createInterface({ input: process.stdin })) {
  let reply;
  try {
    const question = JSON.parse(line);
    reply = { answer: await answers[question.ask](question) };
  } catch (failure) {
    reply = { failure: String(failure.message ?? failure) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
