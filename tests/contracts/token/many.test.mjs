import assert from "node:assert/strict";
import { test } from "node:test";
import { ZeroAddress, concat, dataSlice, toBeHex } from "ethers";
import { accountOf, deploy, deployCode, keyOf, provider, roles, send, write } from "../support/chain.mjs";
import { anchored, call, collectionOf, entryOf, errorData, eventsOf, idOf, minted, passes, refused, signedMint, tokenAbi } from "../support/tokens.mjs";
import { proofOf } from "../support/tree.mjs";

const relay = await accountOf("many relay");
const issuer = await accountOf("many issuer");
const holder = keyOf("many holder");
const collection = await collectionOf(issuer);
const signed = (proof, changes) => signedMint(issuer, collection, proof, holder, changes);
const good = async (label) => entryOf(await signed(await anchored(issuer, label)));
const tokenOf = ({ voucher }) => idOf(issuer, voucher.leaf);
const outcomes = (receipt) => eventsOf(receipt, collection).filter(([name]) => name === "CredentialMinted" || name === "MintRefused")
  .map(([name, tokenId, rest]) => [name, tokenId, ...(name === "MintRefused" ? [rest] : [])]);

test("Every entry is minted as by mint, in one transaction", async () => {
  const entries = ["one", "two", "three"].map((label) => proofOf(5n, 3n, `many ${label}`));
  await write(issuer, "anchorMany", entries.map(({ root }) => root));
  const args = await Promise.all(entries.map((proof, i) => signedMint(issuer, collection, proof, keyOf(`many holder ${i}`))));
  const receipt = await call(relay, collection, "mintMany", args.map(entryOf));
  assert.deepEqual(eventsOf(receipt, collection), entries.flatMap(({ root, index, leaf }, i) => {
    const [tokenId, to] = [idOf(issuer, leaf), keyOf(`many holder ${i}`).address];
    return [["Transfer", ZeroAddress, to, tokenId], ["Locked", tokenId], ["CredentialMinted", tokenId, to, root, index, leaf]];
  }));
});

test("A refused entry is told with its reason, and undoes nothing of the others", async () => {
  const old = await minted(issuer, collection, holder, "many minted before");
  const stranger = keyOf("many stranger");
  const [first, last] = [await good("many first"), await good("many last")];
  const proof = await anchored(issuer, "many refused");
  const revoked = await anchored(issuer, "many revoked");
  await write(issuer, "revoke", revoked.root, revoked.index);
  const unanchored = { ...revoked, root: proof.leaf };
  const cases = [
    [old.args, "AlreadyMinted", old.tokenId, holder.address],
    [await signed(proof, { issuer: stranger.address }), "WrongIssuer", stranger.address],
    [await signed(proof, { nonce: 7n }), "InvalidNonce", idOf(issuer, proof.leaf), 0n],
    [await signedMint(stranger, collection, proof, holder, { issuer: issuer.address }), "NotAuthorized", issuer.address, stranger.address],
    [await signed(proof, { deadline: 1n }), "SignatureExpired", 1n],
    [(await signed(proof)).with(3, "0x"), "InvalidSignature", issuer.address],
    [await signed(proof, { to: ZeroAddress }), "InvalidRecipient", ZeroAddress],
    [await signed(revoked), "NotActive", revoked.root, revoked.index],
    [await signed(unanchored), "NotActive", unanchored.root, revoked.index],
    [(await signed(proof)).with(1, []), "InvalidProof"],
  ];
  const entries = [first, ...cases.map(([args]) => entryOf(args)), last];
  const receipt = await call(relay, collection, "mintMany", entries);
  assert.deepEqual(outcomes(receipt), [
    ["CredentialMinted", tokenOf(first)],
    ...cases.map(([[voucher], error, ...args]) => ["MintRefused", idOf(issuer, voucher.leaf), errorData(error, ...args)]),
    ["CredentialMinted", tokenOf(last)],
  ]);
});

test("An entry given twice is minted once", async () => {
  const entry = await good("many twice");
  const receipt = await call(relay, collection, "mintMany", [entry, entry]);
  assert.deepEqual(outcomes(receipt), [["CredentialMinted", tokenOf(entry)], ["MintRefused", tokenOf(entry), errorData("AlreadyMinted", tokenOf(entry), holder.address)]]);
});

test("No entries change nothing", async () => assert.deepEqual((await call(relay, collection, "mintMany", [])).logs, []));

test("With too little gas nothing is minted and the call reverts; with enough everything is: no gas limit loses an entry", async () => {
  const entries = [await good("many gas 1"), await good("many gas 2"), await good("many gas 3")];
  const data = tokenAbi.encodeFunctionData("mintMany", [entries]);
  const isEnough = async (gasLimit) => provider.call({ from: relay.address, to: collection.target, data, gasLimit }).then(() => true, (error) => {
    if (error.code !== "CALL_EXCEPTION" && !/gas/i.test(error.message)) throw error;
    return false;
  });
  const step = 25_000;
  let gasLimit = 200_000;
  while (!(await isEnough(gasLimit))) gasLimit += step;
  await refused(relay, collection, "mintMany", [entries], null, [], { gasLimit: gasLimit - step });
  const receipt = await send(relay, collection.target, data, gasLimit);
  assert.deepEqual(outcomes(receipt), entries.map((entry) => ["CredentialMinted", tokenOf(entry)]));
  const reserve = gasLimit - Number(receipt.gasUsed);
  assert.ok(reserve < 260_000, `${reserve} above what was used`);
});

test("An estimate of gas suffices", async () => {
  const entries = [await good("many estimate")];
  const gasLimit = await collection.mintMany.estimateGas(entries, { from: relay.address });
  const receipt = await send(relay, collection.target, tokenAbi.encodeFunctionData("mintMany", [entries]), gasLimit);
  assert.deepEqual(outcomes(receipt), entries.map((entry) => ["CredentialMinted", tokenOf(entry)]));
});

test("An entry that runs out of its gas is refused without a reason, and the rest are minted", async () => {
  const { target } = await deploy("testing/OddWallet", "0x1626ba7e".padEnd(66, "0"), false);
  await write(issuer, "setOperator", target, roles.mint);
  const proof = await anchored(issuer, "many out of gas");
  const long = (await signed(proof)).with(2, target).with(3, "0x" + "00".repeat(180_000));
  await passes(relay, collection, "mint", long);
  const [before, after] = [await good("many before out of gas"), await good("many after out of gas")];
  const receipt = await call(relay, collection, "mintMany", [before, entryOf(long), after]);
  assert.deepEqual(outcomes(receipt), [["CredentialMinted", tokenOf(before)], ["MintRefused", idOf(issuer, proof.leaf), "0x"], ["CredentialMinted", tokenOf(after)]]);
});

test("A signer that burns all its gas spoils its own entry, at the price of one", async () => {
  const burner = await deployCode("0xfe");
  await write(issuer, "setOperator", burner, roles.mint);
  const proof = await anchored(issuer, "many burner");
  const after = await good("many after the burner");
  const receipt = await call(relay, collection, "mintMany", [entryOf((await signed(proof)).with(2, burner)), after]);
  assert.deepEqual(outcomes(receipt), [["MintRefused", idOf(issuer, proof.leaf), errorData("InvalidSignature", burner)], ["CredentialMinted", tokenOf(after)]]);
  assert.ok(receipt.gasUsed < 250_000n + 200_000n);
});

test("A registry that burns all gas, or answers no bool, refuses every entry", async () => {
  for (const code of ["0xfe", "0x00", "0x60206000f3fe"]) {
    const of = await collectionOf(issuer, { registry: await deployCode(code) });
    const proof = await anchored(issuer, `many bad registry ${code}`);
    const args = await signedMint(issuer, of, proof, holder);
    const receipt = await call(relay, of, "mintMany", [entryOf(args)]);
    assert.deepEqual(eventsOf(receipt, of).map(([name, tokenId]) => [name, tokenId]), [["MintRefused", idOf(issuer, proof.leaf)]]);
  }
});

test("Call data that is no list of entries mints nothing", async () => {
  const data = tokenAbi.encodeFunctionData("mintMany", [[await good("many malformed")]]);
  const first = 4 + 64; // the offset of the first entry
  for (const word of [2n ** 64n, 2n ** 255n, 10_000n]) {
    const changed = concat([dataSlice(data, 0, first), toBeHex(word, 32), dataSlice(data, first + 32)]);
    await assert.rejects(provider.call({ from: relay.address, to: collection.target, data: changed, gasLimit: 5_000_000 }), { code: "CALL_EXCEPTION" });
  }
});

test("LACNet: 20 or 64 trailing bytes are tolerated", async () => {
  for (const length of [20, 64]) {
    const entry = await good(`many trailing ${length}`);
    const data = tokenAbi.encodeFunctionData("mintMany", [[entry]]);
    const receipt = await send(relay, collection.target, concat([data, "0x" + "ff".repeat(length)]));
    assert.deepEqual(outcomes(receipt), [["CredentialMinted", tokenOf(entry)]]);
  }
});
