import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { keccak256 } from "ethers";
import { abi, accountOf, artifact, provider, registryAddress, registryArtifact, send } from "../support/chain.mjs";
import { forbidden, laterThanBerlin } from "../support/opcodes.mjs";

const code = registryArtifact.deployedBytecode;
const fragments = (type) => abi.fragments.filter((f) => f.type === type).map((f) => f.format("sighash")).sort();
const read = (file) => readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");

test("The code runs on Berlin", () => {
  assert.deepEqual(laterThanBerlin(code), []);
  assert.deepEqual(laterThanBerlin(registryArtifact.bytecode), []);
});

test("The scan finds what it looks for, and skips data and trailer", () => {
  const trailer = "a164736f6c634300081e000a"; // with a 0x1e in the version
  for (const [opcode, name] of forbidden) {
    const byte = opcode.toString(16).padStart(2, "0");
    assert.deepEqual(laterThanBerlin(`0x00${byte}00${trailer}`), [`${name} at 1`]);
    assert.deepEqual(laterThanBerlin(`0x60${byte}7f${byte.repeat(32)}00${trailer}`), []);
  }
});

test("The code fits into a contract (EIP-170)", () => assert.ok(code.length / 2 - 1 <= 24_576));

test("The code on chain is the artifact's, at any address", async () => {
  assert.equal(keccak256(code), registryArtifact.codeHash);
  assert.equal(await provider.getCode(registryAddress), code);
  const another = await send(await accountOf("code"), null, registryArtifact.bytecode);
  assert.notEqual(another.contractAddress, registryAddress);
  assert.equal(keccak256(await provider.getCode(another.contractAddress)), registryArtifact.codeHash);
});

test("The interface is the published one", () => {
  assert.deepEqual(fragments("function"), [
    "anchor(bytes32)", "anchorBatchBySig((address,bytes32,uint256,address,bytes)[])",
    "anchorBySig(address,bytes32,uint256,address,bytes)", "anchorFor(address,bytes32)", "anchorMany(bytes32[])",
    "anchorManyBySig(address,bytes32[],uint256,address,bytes)", "anchorManyFor(address,bytes32[])", "eip712Domain()",
    "isActive(address,bytes32,uint64)", "isAuthorized(address,address,uint8)", "isRevoked(address,bytes32,uint64)",
    "operatorNonce(address,address)", "operatorRoles(address,address)", "record(address,bytes32)",
    "revocationWord(address,bytes32,uint256)", "revoke(bytes32,uint64)",
    "revokeBySig(address,bytes32,uint256[],uint256[],uint256,address,bytes)", "revokeFor(address,bytes32,uint64)",
    "revokeMany(bytes32,uint256[],uint256[])", "revokeManyFor(address,bytes32,uint256[],uint256[])",
    "revokeRoot(address,bytes32)", "revokeRootBySig(address,bytes32,uint256,address,bytes)", "setOperator(address,uint8)",
    "setOperatorBySig(address,address,uint8,uint256,uint256,bytes)",
    "verify(address,bytes32,uint64,uint64,bytes32,bytes32[])",
  ]);
  assert.deepEqual(fragments("error"), [
    "AlreadyAnchored(address,bytes32,uint64)", "AlreadyRevoked(address,bytes32,uint64)", "InvalidArguments()",
    "InvalidCalldata(uint256)", "InvalidNonce(address,uint256)", "InvalidRoot()", "InvalidSignature(address)",
    "NotAnchored(address,bytes32)", "NotAuthorized(address,address)", "Sha256Unavailable()", "SignatureExpired(uint256)",
  ].map((text) => `AnchorRegistry${text}`));
  assert.deepEqual(abi.getFunction("record").outputs.map((o) => `${o.type} ${o.name}`),
    ["uint64 anchoredAt", "uint64 blockNumber", "uint64 rootRevokedAt"]);
});

test("The client in src/Anchor.Chain names the same signatures", () => {
  const ours = new Set(["function", "error", "event"].flatMap(fragments));
  const named = ["RegistryAbi", "RegistryError", "RegistryFallback"].flatMap((file) =>
    [...read(`src/Anchor.Chain/Registry/${file}.cs`).matchAll(/"(\w+\([\w,()[\]]*\))"/g)].map(([, text]) => text));
  assert.ok(named.length > 50);
  assert.deepEqual(named.filter((text) => !ours.has(text)), ["Error(string)"]);
  const inFallback = read("src/Anchor.Chain/Registry/RegistryFallback.cs");
  assert.deepEqual(fragments("function").filter((text) => !inFallback.includes(`"${text}"`)), []);
});

test("Hardhat compiles the same code", { skip: process.env.ANCHOR_TEST_HARDHAT_COMPILED ? false : "Hardhat did not compile" }, () => {
  for (const name of ["AnchorRegistry", "CredentialToken", "CredentialTokenFactory", "testing/MerklePathHarness"]) {
    const { bytecode } = JSON.parse(read(`artifacts/hardhat/contracts/${name}.sol/${name.split("/").pop()}.json`));
    assert.equal(bytecode, artifact(name).bytecode);
  }
});
