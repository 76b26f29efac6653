// What each call of a collection costs, against the committed snapshot. UPDATE_SNAPSHOTS=1 writes it anew.
import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, sha256, toBeHex } from "ethers";
import { accountOf, keyOf, roles, rootOf, send, write } from "../support/chain.mjs";
import { assertGas } from "../support/gas.mjs";
import { call, collectionOf, entryOf, factory, factoryAbi, factoryArtifact, idOf, signedBurn, signedMint, signedReissue, tokenArtifact, valuesOf } from "../support/tokens.mjs";

const depth = 17;

test("Gas is as committed, and within its bounds", async () => {
  const measured = await measure();
  assertGas("CredentialToken", measured);
  assert.ok(measured["mint, a holder's first token"] <= 135_000);
  assert.ok(measured["mint, a further token"] <= 118_000);
});

/** Credentials of one batch at depth 17: they share one made-up sibling at every level above the lowest two. */
function batch(label, count) {
  let level = Array.from({ length: count }, (_, i) => rootOf(`${label} leaf ${i}`));
  const leaves = [...level];
  const paths = leaves.map(() => []);
  for (let height = 0; height < depth; height++) {
    const filler = rootOf(`${label} filler ${height}`);
    const at = (i) => level[i] ?? filler;
    paths.forEach((path, i) => path.push(at((i >> height) ^ 1)));
    level = Array.from({ length: (level.length + 1) >> 1 }, (_, i) => sha256(concat([at(2 * i), at(2 * i + 1)])));
  }
  const size = 2n ** BigInt(depth);
  const root = sha256(concat([toBeHex(size, 32), level[0]]));
  return leaves.map((leaf, i) => ({ root, size, index: BigInt(i), leaf, path: paths[i] }));
}

async function measure() {
  const issuer = await accountOf("token gas issuer");
  const operator = keyOf("token gas operator");
  const relay = await accountOf("token gas relay");
  const [holder, holders] = [await accountOf("token gas holder"), (i) => keyOf(`token gas holder ${i}`)];
  const gas = async (pending) => Number((await pending).gasUsed);
  const deployment = await gas(send(relay, null, factoryArtifact.bytecode));
  const implementation = await gas(send(relay, null, tokenArtifact.bytecode));
  const values = valuesOf(issuer);
  const creation = await gas(send(relay, factory.target, factoryAbi.encodeFunctionData("create", values)));
  const collection = await collectionOf(issuer);

  const first = batch("token gas", 32);
  const second = batch("token gas other", 1);
  await write(issuer, "anchorMany", [first[0].root, second[0].root]);
  await write(issuer, "setOperator", operator.address, roles.mint | roles.burn);
  const mint = async (proof, to, key = issuer) => gas(call(relay, collection, "mint", ...(await signedMint(key, collection, proof, to, { issuer: issuer.address }))));
  const mintMany = async (proofs, to) =>
    gas(call(relay, collection, "mintMany", await Promise.all(proofs.map(async (proof, i) => entryOf(await signedMint(issuer, collection, proof, to(i)))))));
  const ids = first.map(({ leaf }) => idOf(issuer, leaf));

  return {
    "deploy the factory, and with it the implementation": deployment,
    "deploy the implementation alone": implementation,
    "create a collection": creation,
    "create a collection that stands": await gas(send(relay, factory.target, factoryAbi.encodeFunctionData("create", values))),
    "mint, first of a batch and of the collection": await mint(first[0], holder),
    "mint, first of a batch": await mint(second[0], holder),
    "mint, a holder's first token": await mint(first[1], holders(1)),
    "mint, a further token": await mint(first[2], holder),
    "mint, a holder's first token, signed by an operator": await mint(first[3], holders(3), operator),
    "mintMany, per token of 10, first tokens": Math.round((await mintMany(first.slice(10, 20), (i) => holders(10 + i))) / 10),
    "mintMany, per token of 10, further tokens": Math.round((await mintMany(first.slice(20, 30), () => holder)) / 10),
    "mintMany, per token of 10, all minted already": Math.round((await mintMany(first.slice(20, 30), () => holder)) / 10),
    // Of holders that keep another token: anvil gives back London's refund for an emptied slot, the other nodes Berlin's.
    "reissue, to a new holder": await gas(call(relay, collection, "reissue", ...(await signedReissue(issuer, collection, ids[20], holders(100))))),
    "burn": await gas(call(holder, collection, "burn", ids[2])),
    "burnBySig": await gas(call(relay, collection, "burnBySig", ...(await signedBurn(issuer, collection, ids[21])))),
    "refreshMetadata, 10 tokens": await gas(call(relay, collection, "refreshMetadata", ids.slice(10, 20))),
  };
}
