import assert from "node:assert/strict";
import { test } from "node:test";
import { Contract, ZeroAddress, ZeroHash, concat, getCreate2Address, keccak256, toBeHex } from "ethers";
import { accountOf, deployCode, eventsOf, keyOf, provider, refusedData, registryAddress, registryArtifact, send } from "../support/chain.mjs";
import { anchored, call, cloneCode, collectionOf, entryOf, errorData, eventsOf as tokenEvents, factory, factoryAbi, idOf, implementation, minted, passes, refused, signedMint, tokenAbi, valuesOf } from "../support/tokens.mjs";

const anybody = await accountOf("factory anybody");
const issuer = await accountOf("factory issuer");
const holder = keyOf("factory holder");
const create = (values, tail = "0x") => send(anybody, factory.target, concat([factoryAbi.encodeFunctionData("create", values), tail]));
const refusedCreation = (values, error, args) => refusedData(anybody, factoryAbi.encodeFunctionData("create", values), error, args,
  { to: factory.target, entries: factoryAbi, prefix: "CredentialTokenFactory" });

test("Anybody creates an issuer's collection, at the address that was foretold", async () => {
  const values = valuesOf(issuer);
  const foretold = await factory.collectionOf(...values);
  assert.equal(await provider.getCode(foretold), "0x");
  const receipt = await create(values);
  assert.deepEqual(eventsOf(receipt, factory.target, factoryAbi), [["CollectionCreated", issuer.address, registryAddress, foretold]]);
  assert.equal(await provider.getCode(foretold), cloneCode(values));
});

test("The address is CREATE2's, with salt 0, of code that holds all five values", async () => {
  const values = valuesOf(issuer, { name: "address" });
  const code = cloneCode(values);
  const initCode = concat(["0x61", toBeHex((code.length - 2) / 2, 2), "0x3d81600a3d39f3", code]);
  assert.equal(await factory.collectionOf(...values), getCreate2Address(factory.target, ZeroHash, keccak256(initCode)));
});

test("Creating a collection again gives its address, changes nothing and emits nothing", async () => {
  const values = valuesOf(issuer, { name: "again" });
  const collection = await collectionOf(issuer, { name: "again" });
  await minted(issuer, collection, holder, "factory again");
  const given = await provider.call({ to: factory.target, data: factoryAbi.encodeFunctionData("create", values) });
  assert.deepEqual([...factoryAbi.decodeFunctionResult("create", given)], [collection.target]);
  assert.deepEqual((await create(values)).logs, []);
  assert.equal(await collection.balanceOf(holder.address), 1n);
});

test("Another value is another collection", async () => {
  const otherRegistry = await deployCode(registryArtifact.deployedBytecode);
  const changes = [{}, { registry: otherRegistry }, { name: "Degrees " }, { symbol: "DEG2" }, { baseURI: "https://example.org/tokens" }, { name: "DegreesDEG", symbol: "" }];
  const addresses = await Promise.all(changes.map((change) => factory.collectionOf(...valuesOf(issuer, change))));
  addresses.push(await factory.collectionOf(...valuesOf(anybody)));
  assert.equal(new Set(addresses).size, changes.length + 1);
});

test("No registry, no issuer, no base URI and long texts are refused", async () => {
  const text = (length) => "x".repeat(length);
  for (const registry of [ZeroAddress, holder.address, "0x0000000000000000000000000000000000000002"]) {
    await refusedCreation(valuesOf(issuer, { registry }), "InvalidRegistry", [registry]);
  }
  await refusedCreation(valuesOf(ZeroAddress), "InvalidIssuer", [ZeroAddress]);
  await refusedCreation(valuesOf(issuer, { baseURI: "" }), "InvalidBaseURI", [0n]);
  for (const [key, error, most] of [["name", "InvalidName", 128], ["symbol", "InvalidSymbol", 32], ["baseURI", "InvalidBaseURI", 256]]) {
    await refusedCreation(valuesOf(issuer, { [key]: text(most + 1) }), error, [BigInt(most + 1)]);
    await refusedCreation(valuesOf(issuer, { [key]: text(20_000) }), error, [20_000n]);
  }
  await refusedCreation(valuesOf(issuer, { symbol: "ñ".repeat(17) }), "InvalidSymbol", [34n]);
});

test("Texts of the greatest length, of no length and in any script are kept byte for byte", async () => {
  for (const [name, symbol, baseURI] of [["n".repeat(128), "s".repeat(32), "u".repeat(256)], ["", "", "x"], ["Universidad de Cuyo — 学位 𠮷", "ÑÉ", "ipfs://ü/"]]) {
    const collection = await collectionOf(issuer, { name, symbol, baseURI });
    assert.equal(await collection.name(), name);
    assert.equal(await collection.symbol(), symbol);
    assert.equal(await collection.contractURI(), `${baseURI}contract`);
  }
});

test("A token's URI begins with the base URI, in any script", async () => {
  const collection = await collectionOf(issuer, { name: "Título", baseURI: "ipfs://学位/" });
  const { tokenId } = await minted(issuer, collection, holder, "factory uri");
  assert.equal(await collection.tokenURI(tokenId), `ipfs://学位/${toBeHex(tokenId, 32).slice(2)}`);
});

test("LACNet: trailing bytes are tolerated", async () => {
  for (const length of [20, 64]) {
    const values = valuesOf(issuer, { name: `trailing ${length}` });
    const [[, , , collection]] = eventsOf(await create(values, "0x" + "ff".repeat(length)), factory.target, factoryAbi);
    assert.equal(collection, await factory.collectionOf(...values));
  }
});

test("The implementation is no collection: it has no issuer and mints nothing", async () => {
  const bare = new Contract(implementation, tokenAbi, provider);
  assert.deepEqual(await Promise.all([bare.issuer(), bare.registry(), bare.name(), bare.symbol(), bare.contractURI()]), [ZeroAddress, ZeroAddress, "", "", "contract"]);
  const proof = await anchored(issuer, "factory bare");
  const of = (account) => signedMint(issuer, bare, proof, holder, { issuer: account });
  await refused(anybody, bare, "mint", await of(issuer.address), "WrongIssuer", [issuer.address]);
  await refused(anybody, bare, "mint", await of(ZeroAddress), "WrongIssuer", [ZeroAddress]);
  const receipt = await call(anybody, bare, "mintMany", [entryOf(await of(issuer.address))]);
  assert.deepEqual(tokenEvents(receipt, bare), [["MintRefused", idOf(ZeroAddress, proof.leaf), errorData("WrongIssuer", issuer.address)]]);
  const id = idOf(issuer, proof.leaf);
  assert.equal(await bare.isValid(id), false);
  await refused(anybody, bare, "burn", [id], "NotMinted", [id]);
  await refused(anybody, bare, "reissue", [id, holder.address, 1n, issuer.address, "0x"], "NotMinted", [id]);
});

test("A proxy of another kind is no collection either", async () => {
  const values = valuesOf(issuer);
  // One more instruction in front: a proxy all the same, but the values stand elsewhere.
  const shifted = "0x58" + cloneCode(values).slice(2).replace("602b57", "602c57");
  const odd = new Contract(await deployCode(shifted), tokenAbi, provider);
  const proof = await anchored(issuer, "factory odd proxy");
  assert.equal(await odd.issuer(), ZeroAddress);
  await refused(anybody, odd, "mint", await signedMint(issuer, odd, proof, holder), "WrongIssuer", [issuer.address]);
});

test("A clone made by hand with no issuer, or no values at all, mints nothing", async () => {
  const proof = await anchored(issuer, "factory hand-made");
  const whole = cloneCode(valuesOf(ZeroAddress));
  for (const code of [whole, whole.slice(0, 2 + 45 * 2)]) {
    const clone = new Contract(await deployCode(code), tokenAbi, provider);
    await refused(anybody, clone, "mint", await signedMint(issuer, clone, proof, holder, { issuer: ZeroAddress }), "WrongIssuer", [ZeroAddress]);
  }
  const same = new Contract(await deployCode(cloneCode(valuesOf(issuer))), tokenAbi, provider);
  await passes(anybody, same, "mint", await signedMint(issuer, same, proof, holder));
});
