import assert from "node:assert/strict";
import { test } from "node:test";
import { Contract, ZeroAddress, concat } from "ethers";
import { accountOf, deploy, deployCode, keyOf, never, now, provider, roles, send, write } from "../support/chain.mjs";
import { malformed, signedAnchor } from "../support/messages.mjs";
import { anchored, call, cloneCode, collectionOf, domainOf, idOf, minted, passes, refused, signedBurn, signedMint, signedReissue, tokenAbi, valuesOf } from "../support/tokens.mjs";

const relay = await accountOf("token signatures relay");
const issuer = await accountOf("token signatures issuer");
const stranger = keyOf("token signatures stranger");
const [holder, heir] = [keyOf("token signatures holder"), keyOf("token signatures heir")];
const collection = await collectionOf(issuer);
const proof = await anchored(issuer, "token signatures");
const { tokenId } = await minted(issuer, collection, holder, "token signatures minted");

/** The three doors for signatures: what a key signs, with the place of signer and signature, and the role it needs. */
const doors = {
  mint: { role: roles.mint, signer: 2, sign: (key, of, changes) => signedMint(key, of, proof, holder, { issuer: issuer.address, ...changes }) },
  burnBySig: { role: roles.burn, signer: 2, sign: (key, of, changes) => signedBurn(key, of, tokenId, changes) },
  reissue: { role: roles.burn, signer: 3, sign: (key, of, changes) => signedReissue(key, of, tokenId, heir, changes) },
};
const forEachDoor = async (task) => {
  for (const [name, door] of Object.entries(doors)) {
    await task(name, door).catch((error) => {
      throw new Error(name, { cause: error });
    });
  }
};

test("The issuer's signature passes every door, whoever carries it", () =>
  forEachDoor(async (name, { sign }) => {
    for (const carrier of [relay, stranger, issuer]) await passes(carrier, collection, name, await sign(issuer, collection));
  }));

test("High s, v of 0 or 1, compact, 66-byte and other malformed signatures are refused at every door", () =>
  forEachDoor(async (name, { sign }) => {
    const args = await sign(issuer, collection);
    for (const [form, signature] of Object.entries(malformed(args.at(-1)))) {
      await refused(relay, collection, name, [...args.slice(0, -1), signature], "InvalidSignature", [issuer.address]).catch((error) => {
        throw new Error(form, { cause: error });
      });
    }
  }));

test("An operator passes exactly the doors of its roles", async () => {
  for (const role of [0, ...Object.values(roles), 15 - roles.mint, 15 - roles.burn, 15]) {
    const operator = keyOf(`token signatures operator ${role}`);
    await write(issuer, "setOperator", operator.address, role);
    await forEachDoor(async (name, door) => {
      const args = await door.sign(operator, collection);
      if (role & door.role) await passes(relay, collection, name, args);
      else await refused(relay, collection, name, args, "NotAuthorized", [issuer.address, operator.address]);
    });
  }
});

test("Hole 6: an operator for one issuer signs nothing for another", async () => {
  const other = await accountOf("token signatures other issuer");
  const operator = keyOf("token signatures operator of another");
  await write(other, "setOperator", operator.address, 15);
  await forEachDoor(async (name, { sign }) =>
    refused(relay, collection, name, await sign(operator, collection), "NotAuthorized", [issuer.address, operator.address]));
});

test("Hole 3: what a removed operator signed counts no more", async () => {
  const operator = keyOf("token signatures removed operator");
  await write(issuer, "setOperator", operator.address, 15);
  await forEachDoor(async (name, { sign }) => passes(relay, collection, name, await sign(operator, collection)));
  await write(issuer, "setOperator", operator.address, 0);
  await forEachDoor(async (name, { sign }) =>
    refused(relay, collection, name, await sign(operator, collection), "NotAuthorized", [issuer.address, operator.address]));
});

test("The holder may burn by signature, and neither mint nor reissue", async () => {
  await passes(relay, collection, "burnBySig", await doors.burnBySig.sign(holder, collection));
  for (const name of ["mint", "reissue"]) {
    await refused(relay, collection, name, await doors[name].sign(holder, collection), "NotAuthorized", [issuer.address, holder.address]);
  }
});

test("A stranger's signature is refused, named as the stranger's or as the issuer's", () =>
  forEachDoor(async (name, { sign, signer }) => {
    const args = await sign(stranger, collection);
    await refused(relay, collection, name, args, "NotAuthorized", [issuer.address, stranger.address]);
    await refused(relay, collection, name, args.with(signer, issuer.address), "InvalidSignature", [issuer.address]);
  }));

test("Nobody signs for the zero account", () =>
  forEachDoor(async (name, { sign, signer }) => {
    const args = (await sign(issuer, collection)).with(-1, "0x" + "00".repeat(64) + "1b").with(signer, ZeroAddress);
    await refused(relay, collection, name, args, "NotAuthorized", [issuer.address, ZeroAddress]);
  }));

test("A signature for another chain, collection, name or version is refused", async () => {
  const twin = new Contract(await deployCode(cloneCode(valuesOf(issuer))), tokenAbi, provider);
  await forEachDoor(async (name, { sign }) => {
    for (const change of [{ chainId: 648541n }, { verifyingContract: twin.target }, { name: "AnchorRegistry" }, { version: "2" }]) {
      const args = await sign(issuer, collection, { inDomain: { ...domainOf(collection), ...change } });
      await refused(relay, collection, name, args, "InvalidSignature", [issuer.address]);
    }
  });
  const here = await doors.mint.sign(issuer, collection);
  await refused(relay, twin, "mint", here, "InvalidSignature", [issuer.address]);
  await passes(relay, twin, "mint", await doors.mint.sign(issuer, twin));
});

test("A voucher with any other value is refused", async () => {
  const [voucher, ...rest] = await doors.mint.sign(issuer, collection);
  const changes = { root: proof.leaf, size: 6n, index: 2n, leaf: proof.root, to: heir.address, deadline: never + 1n };
  for (const [key, value] of Object.entries(changes)) {
    await refused(relay, collection, "mint", [{ ...voucher, [key]: value }, ...rest], "InvalidSignature", [issuer.address]);
  }
  await refused(relay, collection, "mint", [{ ...voucher, issuer: stranger.address }, ...rest], "WrongIssuer", [stranger.address]);
  await refused(relay, collection, "mint", [{ ...voucher, nonce: 1n }, ...rest], "InvalidNonce", [idOf(issuer, proof.leaf), 0n]);
});

test("A signature to burn or reissue another token, to another account or until another time is refused", async () => {
  const other = (await minted(issuer, collection, holder, "token signatures other")).tokenId;
  const [burn, reissue] = [await doors.burnBySig.sign(issuer, collection), await doors.reissue.sign(issuer, collection)];
  const invalid = ["InvalidSignature", [issuer.address]];
  await refused(relay, collection, "burnBySig", burn.with(0, other), ...invalid);
  await refused(relay, collection, "burnBySig", burn.with(1, never + 1n), ...invalid);
  await refused(relay, collection, "reissue", reissue.with(0, other), ...invalid);
  await refused(relay, collection, "reissue", reissue.with(1, stranger.address), ...invalid);
  await refused(relay, collection, "reissue", reissue.with(2, never + 1n), ...invalid);
});

test("A signature to burn is none to reissue", async () => {
  const [, , , burn] = await doors.burnBySig.sign(issuer, collection);
  await refused(relay, collection, "reissue", [tokenId, heir.address, never, issuer.address, burn], "InvalidSignature", [issuer.address]);
});

test("An expired signature is refused at every door", () =>
  forEachDoor(async (name, { sign }) => {
    const deadline = (await now()) - 1n;
    await refused(relay, collection, name, await sign(issuer, collection, { deadline }), "SignatureExpired", [deadline]);
    await passes(relay, collection, name, await sign(issuer, collection, { deadline: (await now()) + 60n }));
  }));

test("A contract signs by ERC-1271: as issuer, as operator and as holder", async () => {
  const owner = keyOf("token signatures wallet owner");
  const wallet = (await deploy("testing/ContractWallet", owner.address)).target;
  const walletIssuer = await collectionOf(wallet);
  const asOperator = (args, place) => args.with(place, wallet);
  await write(issuer, "setOperator", wallet, roles.mint | roles.burn);
  await forEachDoor(async (name, { sign, signer }) => passes(relay, collection, name, asOperator(await sign(owner, collection), signer)));
  await forEachDoor(async (name, { sign, signer }) =>
    refused(relay, collection, name, asOperator(await sign(stranger, collection), signer), "InvalidSignature", [wallet]));

  const held = (await minted(issuer, collection, wallet, "token signatures held by a contract")).tokenId;
  await write(issuer, "setOperator", wallet, 0);
  await call(relay, collection, "burnBySig", ...(await signedBurn(owner, collection, held, { signer: wallet })));

  const voucher = await signedMint(owner, walletIssuer, proof, holder, { issuer: wallet, signer: wallet });
  await refused(relay, walletIssuer, "mint", voucher, "NotActive", [proof.root, proof.index]);
  await write(relay, "anchorBySig", ...(await signedAnchor(owner, proof.root, { issuer: wallet, signer: wallet })));
  await passes(relay, walletIssuer, "mint", voucher);
});

test("A contract that answers anything but the magic word has not signed", async () => {
  const word = "0x1626ba7e".padEnd(66, "0");
  const answers = {
    "nothing": ["0x", false], "four bytes": ["0x1626ba7e", false], "another word": ["0x" + "ff".repeat(32), false],
    "true": ["0x" + "00".repeat(31) + "01", false], "a revert with the magic word": [word, true], "the magic word": [word, false],
    "a long answer": [concat([word, "0x" + "00".repeat(640)]), false],
  };
  for (const [what, [answer, reverts]] of Object.entries(answers)) {
    const { target } = await deploy("testing/OddWallet", answer, reverts);
    await write(issuer, "setOperator", target, 15);
    await forEachDoor(async (name, { sign, signer }) => {
      const args = (await sign(stranger, collection)).with(signer, target);
      if (what.endsWith("the magic word") && !reverts || what === "a long answer") await passes(relay, collection, name, args);
      else await refused(relay, collection, name, args, "InvalidSignature", [target]);
    });
  }
});

test("LACNet: 20 or 64 trailing bytes are tolerated at every door", async () => {
  for (const length of [20, 64]) {
    const { tokenId: id } = await minted(issuer, collection, holder, `token signatures trailing ${length}`);
    const calls = [["reissue", await signedReissue(issuer, collection, id, heir)], ["burnBySig", await signedBurn(issuer, collection, id, { nonce: 1n })]];
    for (const [name, args] of calls) await send(relay, collection.target, concat([tokenAbi.encodeFunctionData(name, args), "0x" + "ff".repeat(length)]));
    await assert.rejects(collection.ownerOf(id));
  }
});
