import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, dataLength, keccak256 } from "ethers";
import { accountOf, provider, send } from "../support/chain.mjs";
import { laterThanBerlin } from "../support/opcodes.mjs";
import { argumentsOf, cloneCode, collectionOf, factory, factoryAbi, factoryArtifact, implementation, tokenAbi, tokenArtifact, valuesOf } from "../support/tokens.mjs";

const issuer = await accountOf("token code issuer");
const fragments = (abi, type) => abi.fragments.filter((f) => f.type === type).map((f) => f.format("sighash")).sort();
const own = (abi, type, prefix) => fragments(abi, type).filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length));

test("The code of token, factory and collection runs on Berlin", () => {
  for (const { bytecode, deployedBytecode } of [tokenArtifact, factoryArtifact]) {
    assert.deepEqual(laterThanBerlin(deployedBytecode), []);
    assert.deepEqual(laterThanBerlin(bytecode), []);
  }
  assert.deepEqual(laterThanBerlin(cloneCode(valuesOf(issuer)).slice(0, 2 + 2 * 45)), []);
});

test("The code fits into a contract (EIP-170), and its creation into a transaction (EIP-3860)", () => {
  for (const { bytecode, deployedBytecode } of [tokenArtifact, factoryArtifact]) {
    assert.ok(dataLength(deployedBytecode) <= 24_576);
    assert.ok(dataLength(bytecode) <= 49_152);
  }
});

test("The code on chain is the artifact's, at any address", async () => {
  const another = (await send(issuer, null, factoryArtifact.bytecode)).contractAddress;
  assert.notEqual(another, factory.target);
  const anothers = await factory.attach(another).implementation();
  assert.notEqual(anothers, implementation);
  for (const at of [factory.target, another]) assert.equal(keccak256(await provider.getCode(at)), factoryArtifact.codeHash);
  for (const at of [implementation, anothers]) assert.equal(keccak256(await provider.getCode(at)), tokenArtifact.codeHash);
});

test("Deploying keeps nothing in storage", async () => {
  for (const at of [implementation, factory.target]) {
    for (let slot = 0; slot < 12; slot++) assert.match(await provider.getStorage(at, slot), /^0x0*$/);
  }
});

test("A collection's code is EIP-1167 of the implementation, then its five values", async () => {
  for (const changes of [{}, { name: "", symbol: "" }, { name: "Títulos 学位 𠮷", symbol: "TÍT", baseURI: "https://ñandú.example/" }]) {
    const values = valuesOf(issuer, changes);
    const collection = await collectionOf(issuer, changes);
    const code = await provider.getCode(collection.target);
    assert.equal(code, cloneCode(values));
    assert.equal(code, concat(["0x363d3d373d3d3d363d73", implementation, "0x5af43d82803e903d91602b57fd5bf3", argumentsOf(values)]));
    assert.deepEqual(await Promise.all([collection.registry(), collection.issuer(), collection.name(), collection.symbol()]), values.slice(0, 4));
    assert.equal(await collection.contractURI(), `${values[4]}contract`);
  }
});

test("The token's interface is the published one", () => {
  assert.deepEqual(fragments(tokenAbi, "function"), [
    "approve(address,uint256)", "balanceOf(address)", "burn(uint256)", "burnBySig(uint256,uint256,address,bytes)", "contractURI()",
    "credentialOf(uint256)", "eip712Domain()", "getApproved(uint256)", "isApprovedForAll(address,address)", "isValid(uint256)", "issuer()",
    "locked(uint256)", "mint((address,bytes32,uint64,uint64,bytes32,address,uint64,uint32),bytes32[],address,bytes)",
    "mintMany(((address,bytes32,uint64,uint64,bytes32,address,uint64,uint32),bytes32[],address,bytes)[])", "name()", "nonceOf(uint256)",
    "ownerOf(uint256)", "refreshMetadata(uint256[])", "registry()", "reissue(uint256,address,uint256,address,bytes)",
    "safeTransferFrom(address,address,uint256)", "safeTransferFrom(address,address,uint256,bytes)", "setApprovalForAll(address,bool)",
    "supportsInterface(bytes4)", "symbol()", "tokenIdOf(bytes32)", "tokenURI(uint256)", "transferFrom(address,address,uint256)",
  ]);
  assert.deepEqual(own(tokenAbi, "error", "CredentialToken"), [
    "AlreadyMinted(uint256,address)", "InvalidNonce(uint256,uint32)", "InvalidProof()", "InvalidRecipient(address)", "InvalidSignature(address)",
    "NotActive(bytes32,uint64)", "NotAuthorized(address,address)", "NotMinted(uint256)", "SignatureExpired(uint256)", "Soulbound()",
    "WrongIssuer(address)",
  ]);
  assert.deepEqual(["CredentialMinted", "CredentialReissued", "MintRefused"].map((name) => tokenAbi.getEvent(name).format("full")), [
    "event CredentialMinted(uint256 indexed tokenId, address indexed to, bytes32 indexed root, uint64 index, bytes32 leaf)",
    "event CredentialReissued(uint256 indexed tokenId, address indexed from, address indexed to, uint32 nonce)",
    "event MintRefused(uint256 indexed tokenId, bytes reason)",
  ]);
  assert.deepEqual(tokenAbi.getFunction("credentialOf").outputs.map((o) => o.type), ["address", "bytes32", "uint64"]);
  assert.deepEqual(tokenAbi.getFunction("nonceOf").outputs.map((o) => o.type), ["uint32"]);
});

test("The factory's interface is the published one", () => {
  assert.deepEqual(fragments(factoryAbi, "function"), [
    "collectionOf(address,address,string,string,string)", "create(address,address,string,string,string)", "implementation()",
  ]);
  assert.deepEqual(own(factoryAbi, "error", "CredentialTokenFactory"),
    ["InvalidBaseURI(uint256)", "InvalidIssuer(address)", "InvalidName(uint256)", "InvalidRegistry(address)", "InvalidSymbol(uint256)"]);
  assert.equal(factoryAbi.getEvent("CollectionCreated").format("full"),
    "event CollectionCreated(address indexed issuer, address indexed registry, address collection)");
});
