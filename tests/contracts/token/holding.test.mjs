import assert from "node:assert/strict";
import { test } from "node:test";
import { ZeroAddress, concat, sha256, toBeHex } from "ethers";
import { accountOf, keyOf, roles, send, write } from "../support/chain.mjs";
import { call, collectionOf, domainOf, eventsOf, idOf, minted, refused, signedBurn, signedMint, signedReissue, tokenAbi } from "../support/tokens.mjs";

const relay = await accountOf("holding relay");
const issuer = await accountOf("holding issuer");
const [holder, heir] = [await accountOf("holding holder"), await accountOf("holding heir")];
const collection = await collectionOf(issuer);
const mint = (label, to = holder) => minted(issuer, collection, to, `holding ${label}`);
const unknown = idOf(issuer, toBeHex(1, 32));

test("The holder burns its token, and everything says so", async () => {
  const { tokenId } = await mint("burn");
  const before = await collection.balanceOf(holder.address);
  const receipt = await call(holder, collection, "burn", tokenId);
  assert.deepEqual(eventsOf(receipt, collection), [["Transfer", holder.address, ZeroAddress, tokenId]]);
  assert.equal(await collection.balanceOf(holder.address), before - 1n);
  assert.equal(await collection.nonceOf(tokenId), 1n);
  assert.equal(await collection.isValid(tokenId), false);
  for (const name of ["locked", "credentialOf"]) await refused(relay, collection, name, [tokenId], "NotMinted", [tokenId]);
  await refused(holder, collection, "burn", [tokenId], "NotMinted", [tokenId]);
});

test("Nobody else burns without a signature, the issuer and its operators included", async () => {
  const { tokenId } = await mint("burn by others");
  await write(issuer, "setOperator", relay.address, 15);
  for (const account of [issuer, relay, heir]) await refused(account, collection, "burn", [tokenId], "NotAuthorized", [issuer.address, account.address]);
  await write(issuer, "setOperator", relay.address, 0);
});

test("Holder, issuer and operator burn by signature, once", async () => {
  const operator = keyOf("holding operator");
  await write(issuer, "setOperator", operator.address, roles.burn);
  for (const [i, key] of [holder, issuer, operator].entries()) {
    const { tokenId } = await mint(`burn by signature ${i}`);
    const args = await signedBurn(key, collection, tokenId);
    const receipt = await call(relay, collection, "burnBySig", ...args);
    assert.deepEqual(eventsOf(receipt, collection), [["Transfer", holder.address, ZeroAddress, tokenId]]);
    await refused(relay, collection, "burnBySig", args, "NotMinted", [tokenId]);
  }
});

test("Hole 2: a burn signed for a token's former life counts no more", async () => {
  const { tokenId, proof } = await mint("second life");
  const [kept, reissued] = [await signedBurn(holder, collection, tokenId), await signedReissue(issuer, collection, tokenId, heir)];
  await call(holder, collection, "burn", tokenId);
  await call(relay, collection, "mint", ...(await signedMint(issuer, collection, proof, holder, { nonce: 1n })));
  await refused(relay, collection, "burnBySig", kept, "InvalidSignature", [holder.address]);
  await refused(relay, collection, "reissue", reissued, "InvalidSignature", [issuer.address]);
  await call(relay, collection, "burnBySig", ...(await signedBurn(holder, collection, tokenId, { nonce: 1n })));
  assert.equal(await collection.nonceOf(tokenId), 2n);
});

test("A token is reissued to a new account, and everything says so", async () => {
  const { tokenId, proof } = await mint("reissue");
  const [before, heirBefore] = [await collection.balanceOf(holder.address), await collection.balanceOf(heir.address)];
  const receipt = await call(relay, collection, "reissue", ...(await signedReissue(issuer, collection, tokenId, heir)));
  assert.deepEqual(eventsOf(receipt, collection), [
    ["Transfer", holder.address, heir.address, tokenId],
    ["CredentialReissued", tokenId, holder.address, heir.address, 1n],
  ]);
  assert.equal(await collection.ownerOf(tokenId), heir.address);
  assert.equal(await collection.balanceOf(holder.address), before - 1n);
  assert.equal(await collection.balanceOf(heir.address), heirBefore + 1n);
  assert.equal(await collection.nonceOf(tokenId), 1n);
  assert.equal(await collection.isValid(tokenId), true);
  assert.deepEqual([...(await collection.credentialOf(tokenId))], [issuer.address, proof.root, proof.index]);
});

test("A reissue counts once, and voids what the former holder signed", async () => {
  const { tokenId, args: voucher } = await mint("reissue once");
  const [args, kept] = [await signedReissue(issuer, collection, tokenId, heir), await signedBurn(holder, collection, tokenId)];
  await call(relay, collection, "reissue", ...args);
  await refused(relay, collection, "reissue", args, "InvalidSignature", [issuer.address]);
  await refused(relay, collection, "burnBySig", kept, "NotAuthorized", [issuer.address, holder.address]);
  await refused(holder, collection, "burn", [tokenId], "NotAuthorized", [issuer.address, holder.address]);
  await refused(relay, collection, "mint", voucher, "AlreadyMinted", [tokenId, heir.address]);
  await call(relay, collection, "reissue", ...(await signedReissue(issuer, collection, tokenId, holder, { nonce: 1n })));
  await refused(relay, collection, "burnBySig", kept, "InvalidSignature", [holder.address]);
  await refused(relay, collection, "reissue", args, "InvalidSignature", [issuer.address]);
  await call(holder, collection, "burn", tokenId);
  await refused(relay, collection, "mint", voucher, "InvalidNonce", [tokenId, 3n]);
});

test("Nobody, the same holder and tokens that do not exist are refused", async () => {
  const { tokenId } = await mint("reissue refused");
  for (const to of [ZeroAddress, holder.address]) {
    await refused(relay, collection, "reissue", await signedReissue(issuer, collection, tokenId, to), "InvalidRecipient", [to]);
  }
  await refused(relay, collection, "reissue", await signedReissue(issuer, collection, unknown, heir), "NotMinted", [unknown]);
  await refused(relay, collection, "burnBySig", await signedBurn(issuer, collection, unknown), "NotMinted", [unknown]);
  await refused(holder, collection, "burn", [unknown], "NotMinted", [unknown]);
});

test("A revoked credential may be reissued and burnt, and stays revoked", async () => {
  const { tokenId, proof } = await mint("revoked");
  await write(issuer, "revoke", proof.root, proof.index);
  await call(relay, collection, "reissue", ...(await signedReissue(issuer, collection, tokenId, heir)));
  assert.equal(await collection.isValid(tokenId), false);
  await call(heir, collection, "burn", tokenId);
  const again = await signedMint(issuer, collection, proof, heir, { nonce: 2n });
  await refused(relay, collection, "mint", again, "NotActive", [proof.root, proof.index]);
});

test("A burnt token may be minted again from another batch, and then follows that one", async () => {
  const { tokenId, proof } = await mint("another batch");
  await call(holder, collection, "burn", tokenId);
  await write(issuer, "revoke", proof.root, proof.index);
  const root = sha256(concat([toBeHex(1, 32), proof.leaf]));
  await write(issuer, "anchor", root);
  const next = { root, size: 1n, index: 0n, leaf: proof.leaf, path: [] };
  await call(relay, collection, "mint", ...(await signedMint(issuer, collection, next, holder, { nonce: 1n })));
  assert.deepEqual([...(await collection.credentialOf(tokenId))], [issuer.address, root, 0n]);
  assert.equal(await collection.isValid(tokenId), true);
});

test("Tokens are never transferred and never approved, by nobody", async () => {
  const { tokenId } = await mint("soulbound");
  for (const account of [holder, issuer, heir, relay]) {
    for (const to of [heir.address, holder.address]) {
      await refused(account, collection, "transferFrom", [holder.address, to, tokenId], "Soulbound");
      await refused(account, collection, "safeTransferFrom(address,address,uint256)", [holder.address, to, tokenId], "Soulbound");
      await refused(account, collection, "safeTransferFrom(address,address,uint256,bytes)", [holder.address, to, tokenId, "0x01"], "Soulbound");
    }
    await refused(account, collection, "approve", [heir.address, tokenId], "Soulbound");
    await refused(account, collection, "approve", [ZeroAddress, unknown], "Soulbound");
    for (const approved of [true, false]) await refused(account, collection, "setApprovalForAll", [heir.address, approved], "Soulbound");
  }
  await refused(holder, collection, "transferFrom", [holder.address, ZeroAddress, tokenId], "InvalidReceiver", [ZeroAddress], { prefix: "ERC721" });
  await refused(holder, collection, "transferFrom", [heir.address, holder.address, unknown], "Soulbound");
  assert.equal(await collection.getApproved(tokenId), ZeroAddress);
  assert.equal(await collection.isApprovedForAll(holder.address, heir.address), false);
  assert.equal(await collection.ownerOf(tokenId), holder.address);
});

test("isValid follows the registry", async () => {
  const { tokenId, proof } = await mint("validity");
  assert.equal(await collection.isValid(tokenId), true);
  await write(issuer, "revoke", proof.root, proof.index ^ 1n);
  assert.equal(await collection.isValid(tokenId), true);
  await write(issuer, "revokeRoot", issuer.address, proof.root);
  assert.equal(await collection.isValid(tokenId), false);
  assert.equal(await collection.locked(tokenId), true);
  assert.equal(await collection.ownerOf(tokenId), holder.address);
});

test("Of a token that does not exist every view says so", async () => {
  assert.equal(await collection.isValid(unknown), false);
  assert.equal(await collection.nonceOf(unknown), 0n);
  for (const name of ["locked", "credentialOf"]) await refused(relay, collection, name, [unknown], "NotMinted", [unknown]);
  for (const name of ["ownerOf", "tokenURI", "getApproved"]) {
    await refused(relay, collection, name, [unknown], "NonexistentToken", [unknown], { prefix: "ERC721" });
  }
  await refused(relay, collection, "balanceOf", [ZeroAddress], "InvalidOwner", [ZeroAddress], { prefix: "ERC721" });
  assert.equal(await collection.balanceOf(keyOf("holding of nothing").address), 0n);
});

test("Metadata is refreshed for tokens that exist, by anybody", async () => {
  const [one, two] = [await mint("refresh 1"), await mint("refresh 2")];
  const receipt = await call(heir, collection, "refreshMetadata", [one.tokenId, unknown, two.tokenId, one.tokenId]);
  assert.deepEqual(eventsOf(receipt, collection), [one, two, one].map(({ tokenId }) => ["MetadataUpdate", tokenId]));
  assert.deepEqual((await call(heir, collection, "refreshMetadata", [])).logs, []);
});

test("The interfaces are ERC-165, 721 with metadata, 4906 and 5192, and no other", async () => {
  for (const id of ["0x01ffc9a7", "0x80ac58cd", "0x5b5e139f", "0x49064906", "0xb45a3c0e"]) assert.equal(await collection.supportsInterface(id), true, id);
  for (const id of ["0xffffffff", "0x00000000", "0x780e9d63", "0x150b7a02", "0x2a55205a"]) assert.equal(await collection.supportsInterface(id), false, id);
});

test("A token's URI is the base URI and 64 lower-case digits", async () => {
  const { tokenId } = await mint("uri");
  const uri = await collection.tokenURI(tokenId);
  assert.equal(uri, `https://example.org/tokens/${tokenId.toString(16).padStart(64, "0")}`);
  assert.match(uri, /\/[0-9a-f]{64}$/);
  assert.equal(await collection.contractURI(), "https://example.org/tokens/contract");
});

test("The domain is published by ERC-5267", async () => {
  const [fields, name, version, chainId, verifyingContract, salt, extensions] = await collection.eip712Domain();
  assert.equal(fields, "0x0f");
  assert.deepEqual({ name, version, chainId, verifyingContract }, domainOf(collection));
  assert.equal(BigInt(salt), 0n);
  assert.deepEqual([...extensions], []);
});

test("A collection takes no money", async () => {
  await assert.rejects(send(relay, collection.target, "0x"));
  const data = tokenAbi.encodeFunctionData("refreshMetadata", [[]]);
  await refused(relay, collection, "refreshMetadata", [[]], null, [], { value: 1n });
  await send(relay, collection.target, data);
});

test("Two collections of one issuer hold the same ids and share nothing else", async () => {
  const other = await collectionOf(issuer, { name: "Other degrees" });
  const { tokenId, proof, args } = await mint("two collections");
  await refused(relay, other, "mint", args, "InvalidSignature", [issuer.address]);
  await call(relay, other, "mint", ...(await signedMint(issuer, other, proof, heir)));
  assert.equal(await other.ownerOf(tokenId), heir.address);
  await refused(relay, other, "burnBySig", await signedBurn(holder, collection, tokenId), "NotAuthorized", [issuer.address, holder.address]);
  await call(heir, other, "burn", tokenId);
  assert.equal(await collection.ownerOf(tokenId), holder.address);
  assert.equal(await collection.nonceOf(tokenId), 0n);
});
