import assert from "node:assert/strict";
import { test } from "node:test";
import { TypedDataEncoder, ZeroAddress, concat } from "ethers";
import { abi, accountOf, deploy, deployCode, eventsOf, keyOf, never, now, refused, refusedData, registry, registryAddress, registryArtifact, roles, rootOf, send, timeOf, vectors, wouldPass, write } from "../support/chain.mjs";
import { domain, malformed, sign, signedAnchor, types } from "../support/messages.mjs";

const relay = await accountOf("signatures relay");
const issuer = await accountOf("signatures issuer");
const operator = keyOf("signatures operator");
const revoker = keyOf("signatures revoker");
await write(issuer, "setOperator", operator.address, roles.anchor);
await write(issuer, "setOperator", revoker.address, roles.revoke | roles.mint | roles.burn);

const anchoredAt = async (of, root) => (await registry.record(of, root)).anchoredAt;

test("voucher.json: every registry message of this chain is accepted", async () => {
  const call = {
    Anchor: (m, signer, sig) => ["anchorBySig", m.issuer, m.root, m.deadline, signer, sig],
    AnchorMany: (m, signer, sig) => ["anchorManyBySig", m.issuer, m.roots, m.deadline, signer, sig],
    Revoke: (m, signer, sig) => ["revokeBySig", m.issuer, m.root, m.wordIndexes, m.masks, m.deadline, signer, sig],
    RevokeRoot: (m, signer, sig) => ["revokeRootBySig", m.issuer, m.root, m.deadline, signer, sig],
    SetOperator: (m, _, sig) => ["setOperatorBySig", m.issuer, m.operator, m.roles, m.nonce, m.deadline, sig],
  };
  const file = vectors("voucher");
  assert.equal(file.registry, registryAddress);
  const ours = file.vectors.filter((vector) => vector.domain.verifyingContract === registryAddress && vector.domain.chainId === 31337);
  assert.deepEqual(ours.map((vector) => vector.primaryType).sort(), Object.keys(types).sort());
  for (const { primaryType, message, signer, signature, digest } of ours) {
    assert.equal(TypedDataEncoder.hash(domain, { [primaryType]: types[primaryType] }, message), digest);
    await write(relay, ...call[primaryType](message, signer, signature));
  }
});

test("voucher.json: the message of another chain is refused", async () => {
  const { message, signer, signature } = vectors("voucher").vectors.find((vector) => vector.domain.chainId === 648541);
  await refused(relay, "anchorBySig", [message.issuer, message.root, message.deadline, signer, signature], "InvalidSignature", [signer]);
});

test("A signature anchors for its issuer, whoever carries it", async () => {
  const root = rootOf("signed");
  const receipt = await write(relay, "anchorBySig", ...(await signedAnchor(issuer, root)));
  assert.deepEqual(eventsOf(receipt), [["Anchored", issuer.address, root, issuer.address, await timeOf(receipt)]]);
  assert.equal(await anchoredAt(relay.address, root), 0n);
});

test("An operator's signature anchors for the issuer and names the operator", async () => {
  const root = rootOf("signed by the operator");
  const receipt = await write(relay, "anchorBySig", ...(await signedAnchor(operator, root, { issuer: issuer.address })));
  assert.deepEqual(eventsOf(receipt), [["Anchored", issuer.address, root, operator.address, await timeOf(receipt)]]);
});

test("A stranger's signature, or an operator's without the role, is refused", async () => {
  for (const key of [keyOf("signatures stranger"), revoker]) {
    await refused(relay, "anchorBySig", await signedAnchor(key, rootOf("not authorised"), { issuer: issuer.address }),
      "NotAuthorized", [issuer.address, key.address]);
  }
});

test("A signature is refused when another signer is named", async () => {
  const root = rootOf("other signer");
  const [, , , , sig] = await signedAnchor(operator, root, { issuer: issuer.address });
  await refused(relay, "anchorBySig", [issuer.address, root, never, issuer.address, sig], "InvalidSignature", [issuer.address]);
});

test("Nobody signs for the zero account", async () => {
  const args = [ZeroAddress, rootOf("nobody"), never, ZeroAddress, "0x" + "00".repeat(64) + "1b"];
  await refused(relay, "anchorBySig", args, "InvalidSignature", [ZeroAddress]);
});

test("High s, v of 0 or 1, compact, 66-byte and other malformed signatures are refused", async () => {
  const root = rootOf("malformed");
  const args = await signedAnchor(issuer, root);
  await wouldPass(relay, "anchorBySig", args);
  for (const [form, sig] of Object.entries(malformed(args[4]))) {
    await refused(relay, "anchorBySig", [...args.slice(0, 4), sig], "InvalidSignature", [issuer.address]).catch((error) => {
      throw new Error(form, { cause: error });
    });
  }
});

test("A signature for other values is refused", async () => {
  const root = rootOf("other values");
  const [, , , , sig] = await signedAnchor(issuer, root);
  const invalid = ["InvalidSignature", [issuer.address]];
  await refused(relay, "anchorBySig", [issuer.address, rootOf("another"), never, issuer.address, sig], ...invalid);
  await refused(relay, "anchorBySig", [issuer.address, root, never + 1n, issuer.address, sig], ...invalid);
});

test("A signature of one message is none of another with the same fields", async () => {
  const root = rootOf("same fields");
  await write(issuer, "anchor", root);
  await refused(relay, "revokeRootBySig", await signedAnchor(issuer, root), "InvalidSignature", [issuer.address]);
});

test("A signature for another chain or another registry is refused", async () => {
  const root = rootOf("another domain");
  const twin = await deployCode(registryArtifact.deployedBytecode);
  for (const change of [{ chainId: 1n }, { verifyingContract: twin }, { version: "2" }, { name: "AnchorCredentialToken" }]) {
    const args = await signedAnchor(issuer, root, { inDomain: { ...domain, ...change } });
    await refused(relay, "anchorBySig", args, "InvalidSignature", [issuer.address]);
  }
  const here = abi.encodeFunctionData("anchorBySig", await signedAnchor(issuer, root));
  await refusedData(relay, here, "InvalidSignature", [issuer.address], { to: twin });
  const there = await signedAnchor(issuer, root, { inDomain: { ...domain, verifyingContract: twin } });
  await send(relay, twin, abi.encodeFunctionData("anchorBySig", there));
});

test("An expired signature is refused on every way", async () => {
  const deadline = (await now()) - 1n;
  const [root, at] = [rootOf("expired"), issuer.address];
  await write(issuer, "anchor", rootOf("expired revocation"));
  const base = rootOf("expired revocation");
  const lists = { wordIndexes: [0n], masks: [1n] };
  const s = (type, message) => sign(issuer, type, { issuer: at, deadline, ...message });
  const calls = {
    anchorBySig: await signedAnchor(issuer, root, { deadline }),
    anchorManyBySig: [at, [root], deadline, at, await s("AnchorMany", { roots: [root] })],
    anchorBatchBySig: [[await signedAnchor(issuer, root, { deadline })]],
    revokeBySig: [at, base, [0n], [1n], deadline, at, await s("Revoke", { root: base, ...lists })],
    revokeRootBySig: [at, base, deadline, at, await s("RevokeRoot", { root: base })],
    setOperatorBySig: [at, relay.address, 1, 0n, deadline, await s("SetOperator", { operator: relay.address, roles: 1, nonce: 0n })],
  };
  for (const [name, args] of Object.entries(calls)) await refused(relay, name, args, "SignatureExpired", [deadline]);
});

test("A replayed signature anchors nothing twice", async () => {
  const root = rootOf("replayed");
  const args = await signedAnchor(issuer, root);
  await write(relay, "anchorBySig", ...args);
  await refused(relay, "anchorBySig", args, "AlreadyAnchored", [issuer.address, root, await anchoredAt(issuer.address, root)]);
});

test("A front-run does the issuer's work: the root is anchored for it, and it learns so", async () => {
  const root = rootOf("front-run");
  const args = await signedAnchor(issuer, root);
  const thief = await accountOf("signatures thief");
  await write(thief, "anchor", root); // in its own name only
  assert.equal(await anchoredAt(issuer.address, root), 0n);
  await write(thief, "anchorBySig", ...args);
  const time = await anchoredAt(issuer.address, root);
  assert.notEqual(time, 0n);
  await refused(relay, "anchorBySig", args, "AlreadyAnchored", [issuer.address, root, time]);
});

test("One signature anchors several roots, in their order", async () => {
  const roots = [rootOf("several 1"), rootOf("several 2")];
  const sig = await sign(issuer, "AnchorMany", { issuer: issuer.address, roots });
  const call = (list) => [issuer.address, list, never, issuer.address, sig];
  const invalid = ["InvalidSignature", [issuer.address]];
  await refused(relay, "anchorManyBySig", call([...roots].reverse()), ...invalid);
  await refused(relay, "anchorManyBySig", call(roots.slice(0, 1)), ...invalid);
  await refused(relay, "anchorManyBySig", call([]), ...invalid);
  const receipt = await write(relay, "anchorManyBySig", ...call(roots));
  assert.deepEqual(eventsOf(receipt).map(([, , root]) => root), roots);
});

test("A contract signs by ERC-1271, as issuer and as operator", async () => {
  const owner = keyOf("signatures wallet owner");
  const wallet = await deploy("testing/ContractWallet", owner.address);
  const own = await signedAnchor(owner, rootOf("by contract"), { issuer: wallet.target, signer: wallet.target });
  const receipt = await write(relay, "anchorBySig", ...own);
  assert.deepEqual(eventsOf(receipt)[0].slice(0, 4), ["Anchored", wallet.target, rootOf("by contract"), wallet.target]);

  await write(issuer, "setOperator", wallet.target, roles.anchor);
  const lent = await signedAnchor(owner, rootOf("by contract operator"), { issuer: issuer.address, signer: wallet.target });
  await write(relay, "anchorBySig", ...lent);

  const forged = await signedAnchor(relay, rootOf("by contract, forged"), { issuer: wallet.target, signer: wallet.target });
  await refused(relay, "anchorBySig", forged, "InvalidSignature", [wallet.target]);
});

test("A contract that answers anything but the magic word has not signed", async () => {
  const magic = "0x1626ba7e";
  const word = magic.padEnd(66, "0");
  const answers = {
    "nothing": ["0x", false], "four bytes": [magic, false], "31 bytes": [word.slice(0, 64), false], "another word": ["0x" + "ff".repeat(32), false],
    "right-aligned magic": ["0x" + "00".repeat(28) + magic.slice(2), false], "magic with a tail in the word": [magic + "01".repeat(28), false],
    "true": ["0x" + "00".repeat(31) + "01", false], "a revert with the magic word": [word, true],
  };
  for (const [what, [answer, reverts]] of Object.entries(answers)) {
    const { target } = await deploy("testing/OddWallet", answer, reverts);
    await refused(relay, "anchorBySig", [target, rootOf(what), never, target, "0x"], "InvalidSignature", [target]).catch((error) => {
      throw new Error(what, { cause: error });
    });
  }
  const { target } = await deploy("testing/OddWallet", concat([word, "0x" + "00".repeat(640)]), false);
  await wouldPass(relay, "anchorBySig", [target, rootOf("a long answer"), never, target, "0x"]);
});

test("Many issuers share one transaction", async () => {
  const entries = await Promise.all([1, 2, 3].map((i) => signedAnchor(keyOf(`batch issuer ${i}`), rootOf(`batch ${i}`))));
  entries.push(await signedAnchor(operator, rootOf("batch by operator"), { issuer: issuer.address }));
  const receipt = await write(relay, "anchorBatchBySig", entries);
  const time = await timeOf(receipt);
  assert.deepEqual(eventsOf(receipt), entries.map(([of, root, , signer]) => ["Anchored", of, root, signer, time]));
});

test("A batch skips what is anchored already, even by an entry before", async () => {
  const [first, second] = [await signedAnchor(issuer, rootOf("skip 1")), await signedAnchor(issuer, rootOf("skip 2"))];
  await write(relay, "anchorBySig", ...first);
  const expired = [first[0], first[1], 1n, first[3], "0x"];
  const receipt = await write(relay, "anchorBatchBySig", [first, expired, second, second]);
  assert.deepEqual(eventsOf(receipt).map(([, , root]) => root), [rootOf("skip 2")]);
});

test("One bad entry reverts the whole batch", async () => {
  const good = await signedAnchor(issuer, rootOf("good in a bad batch"));
  const bad = await signedAnchor(issuer, rootOf("bad in a bad batch"));
  const stranger = keyOf("signatures stranger");
  await refused(relay, "anchorBatchBySig", [[good, [...bad.slice(0, 4), good[4]]]], "InvalidSignature", [issuer.address]);
  await refused(relay, "anchorBatchBySig", [[good, await signedAnchor(issuer, bad[1], { deadline: 1n })]], "SignatureExpired", [1n]);
  await refused(relay, "anchorBatchBySig", [[good, await signedAnchor(stranger, bad[1], { issuer: issuer.address })]],
    "NotAuthorized", [issuer.address, stranger.address]);
  await refused(relay, "anchorBatchBySig", [[good, await signedAnchor(issuer, "0x" + "00".repeat(32))]], "InvalidRoot");
  await refused(relay, "anchorBatchBySig", [[]], "InvalidArguments");
});

test("LACNet: 64 trailing bytes are tolerated on every signed call", async () => {
  const key = keyOf("relayed issuer");
  const [root, at] = [rootOf("relayed"), key.address];
  const s = (type, message) => sign(key, type, { issuer: at, ...message });
  const lists = { wordIndexes: [0n], masks: [4n] };
  const calls = [
    ["anchorBySig", await signedAnchor(key, root)],
    ["anchorManyBySig", [at, [rootOf("relayed 2")], never, at, await s("AnchorMany", { roots: [rootOf("relayed 2")] })]],
    ["anchorBatchBySig", [[await signedAnchor(key, rootOf("relayed 3"))]]],
    ["revokeBySig", [at, root, [0n], [4n], never, at, await s("Revoke", { root, ...lists })]],
    ["revokeRootBySig", [at, root, never, at, await s("RevokeRoot", { root })]],
    ["setOperatorBySig", [at, relay.address, 1, 0n, never, await s("SetOperator", { operator: relay.address, roles: 1, nonce: 0n })]],
  ];
  assert.deepEqual(calls.map(([name]) => name).sort(), abi.fragments.map((f) => f.name).filter((name) => name?.endsWith("BySig")).sort());
  const suffix = concat(["0x" + "00".repeat(12), relay.address, "0x" + "00".repeat(28) + "6fffffff"]);
  for (const [name, args] of calls) {
    const receipt = await send(relay, registryAddress, concat([abi.encodeFunctionData(name, args), suffix]));
    assert.equal(eventsOf(receipt).length, 1, name);
  }
});
