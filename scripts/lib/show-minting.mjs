// Offers minting, mints one credential to an account that consented, and shows what the token says without the host.
import path from "node:path";
import { progress, progressDone } from "./progress.mjs";
import { run } from "./processes.mjs";

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Hardhat's second account, whose key everybody knows: a learner of a demonstration.
const LEARNER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const STATES = ["preparing", "requested", "submitted", "included", "minted"];

export async function showMinting({ api, batch, network, root, trustFile, rpc, say }) {
  if (!network.tokenFactory) return say("\nMinting   this network has no token factory; 'anchor deploy' puts one there.");
  await api.call("PUT", `/api/v1/batches/${batch}/minting`, "{}", "application/json");
  const [first, second] = (await api.get(`/api/v1/batches/${batch}/claim-links?limit=2`)).items;
  if (first.state === "offered") await api.post(`/api/v1/credentials/${first.credentialId}/mint`, { account: LEARNER, consent: "written" });
  const claim = await settled(api, batch, first.index);
  progressDone();
  say(`\nMinted    ${claim.tokenId}\n          to ${claim.account ?? "nobody"}${claim.reason ? `: ${claim.reason.message}` : ""}`);
  if (claim.state === "minted") {
    const token = `${network.chainId}:${await contractOf(api, first)}:${claim.tokenId}`;
    say(`anchor verify --token ${token}`);
    const { status, stdout, stderr } = await run("dotnet", [path.join(root, "artifacts/bin/Anchor.Cli/release/anchor.dll"), "verify", "--token", token, "--trust", trustFile, "--rpc", rpc]);
    say((stdout + stderr).trimEnd().replace(/^/gm, "  "));
    if (status !== 0) throw new Error(`A token that was just minted does not verify (exit code ${status}).`);
  }
  return second?.link;
}

async function settled(api, batch, index) {
  for (;; await sleep(400)) {
    const [claim] = (await api.get(`/api/v1/batches/${batch}/claims?from=${index}&limit=1`)).items;
    progress("minting", Math.max(0, STATES.indexOf(claim.state)), STATES.length - 1);
    if (!STATES.slice(0, -1).includes(claim.state)) return claim;
  }
}

/** The learner's own view names the collection. */
async function contractOf(api, claim) {
  const { contract } = await api.post(`/claims/${claim.credentialId}`, { secret: claim.link.split("#")[1] });
  return contract;
}
