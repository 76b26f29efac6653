// The main job on a local LACNet: starts it, and brings the contracts onto it by the way that the network's record names.
import fs from "node:fs";
import path from "node:path";
import { artifact, genesisOf, isDeployed } from "./deploy.mjs";
import { startLacnet } from "./lacnet-relay.mjs";
import { rememberedPort } from "./ports.mjs";
import { Processes, run } from "./processes.mjs";

/** The networks of --network besides the plain local node, with what their records say. */
export const lacnetWays = {
  lacnet: { name: "Local LACNet (gas model)", writePath: "lacnetGasModel", members: ["trustedForwarder", "node"] },
  "lacnet-hub": { name: "Local LACNet (meta-transaction hub)", writePath: "lacnetMetaTxHub", members: ["metaTxHub"] },
};

/** Starts LACNet's node, hubs and relay, or goes on with those of the folder. */
export async function startLacnetChain(kind, folder, onSpawn) {
  const way = lacnetWays[kind];
  const ports = folder.read("ports.json", {});
  for (const name of ["node", "relay", "direct"]) ports[name] = await rememberedPort(ports[name]);
  folder.write("ports.json", ports);
  const processes = new Processes(folder);
  const keep = (name) => (pid) => {
    processes.remember(name, pid);
    onSpawn(pid);
  };
  const lacnet = await startLacnet({
    port: ports.relay, directPort: ports.direct, nodePort: ports.node, folder: folder.path("node"), onSpawn: keep("node"),
  });
  const isHub = way.writePath === "lacnetMetaTxHub";
  const url = isHub ? lacnet.directUrl : lacnet.url;
  return {
    url, chainId: lacnet.chainId, genesis: await genesisOf(url), local: true, confirm: () => {},
    stop: async () => {
      await lacnet.stop();
      processes.forget("node");
    },
    record: {
      name: way.name, chainId: lacnet.chainId, rpcUrls: [url], writePath: way.writePath, finality: "instant", production: false,
      lacnet: Object.fromEntries(way.members.map((member) => [member, lacnet.settings[member]])),
    },
    keep,
    // Gas costs nothing on LACNet; the hub wants to know who may carry requests.
    prepare: async (account) => {
      if (!isHub) return undefined;
      await lacnet.allow(account);
      return "account allowed by the meta-transaction hub";
    },
  };
}

/** Deploys the registry and the factory of tokens by the network's own way with `anchor deploy`; a run that broke off is taken up again. */
export async function deployByAnchor({ root, folder, chain, say }) {
  const [networks, key] = [folder.path("deployment.json"), folder.path("deployer.json")];
  const known = folder.read("deployment.json", [{}])[0];
  // A factory of another version is left where it is, and a new one deployed.
  if (!(await isDeployed(chain.url, known.tokenFactory, artifact("CredentialTokenFactory").codeHash))) delete known.tokenFactory;
  folder.write("deployment.json", [{ ...known, ...chain.record }], 0o600);
  if (!fs.existsSync(key)) await anchor("keys", "new", "--type", "secp256k1", "--out", key);
  const { id } = JSON.parse(fs.readFileSync(key, "utf8"));
  await chain.prepare(id);
  const [registry, factory] = (await anchor("deploy", "--network", chain.record.name, "--networks", networks, "--key", key)).trim().split("\n");
  say(`AnchorRegistry deployed at ${registry} by anchor deploy (${chain.record.writePath})`);
  say(`CredentialTokenFactory deployed at ${factory}, likewise`);
  return folder.read("deployment.json")[0];

  async function anchor(...args) {
    const program = path.join(root, "artifacts/bin/Anchor.Cli/release/anchor.dll");
    // A killed run leaves it waiting for the relay, with the deployment locked; the next run ends it.
    const { status, stdout, stderr } = await run("dotnet", [program, ...args], {
      env: { ...process.env, ANCHOR_PASSPHRASE: folder.secrets().passphrase }, onSpawn: chain.keep("deployment"),
    });
    new Processes(folder).forget("deployment");
    if (status !== 0) throw new Error(`anchor ${args.slice(0, 2).join(" ")} ended with exit code ${status}: ${(stderr || stdout).trim()}`);
    return stdout;
  }
}
