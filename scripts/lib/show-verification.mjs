// Verifies three bundles with the anchor command, and shows that a copy with one changed letter fails and why.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { run } from "./processes.mjs";

export async function showVerification({ root, bundles, trustFile, rpc, say }) {
  const files = fs.readdirSync(bundles).filter((name) => name.endsWith(".anchor.json")).sort();
  const chosen = [files[0], files[Math.floor(files.length / 2)], files.at(-1)].filter((file, i, all) => all.indexOf(file) === i);
  for (const file of chosen) {
    const { status, output } = await verify(path.join(bundles, file));
    say(`anchor verify ${file}`);
    say(indent(output));
    // Someone may have revoked or suspended it since an earlier run.
    if (status !== 0 && !/\(status\.(revoked|suspended)\)/.test(output)) throw new Error(`A bundle that was just issued does not verify (exit code ${status}).`);
  }

  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "anchor-tampered-"));
  try {
    const copy = path.join(scratch, "one-letter-changed.anchor.json");
    fs.writeFileSync(copy, changeOneLetter(fs.readFileSync(path.join(bundles, files[0]), "utf8")));
    const { status, output } = await verify(copy);
    say("The same credential with one letter of the learner's name changed:");
    say(indent(output));
    if (status !== 1) throw new Error(`A changed copy must not verify (exit code ${status}).`);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }

  // Not in step: the node that it asks may be served by this process.
  async function verify(file) {
    const command = path.join(root, "artifacts/bin/Anchor.Cli/release/anchor.dll");
    const { status, stdout, stderr } = await run("dotnet", [command, "verify", file, "--trust", trustFile, "--rpc", rpc, "--local"]);
    return { status, output: (stdout + stderr).trimEnd() };
  }
}

function changeOneLetter(text) {
  const bundle = JSON.parse(text);
  const identity = bundle.credential.credentialSubject.identifier.find((each) => each.identityType === "name");
  const [first, ...rest] = [...identity.identityHash];
  identity.identityHash = (first === "B" ? "V" : "B") + rest.join("");
  return JSON.stringify(bundle);
}

const indent = (text) => text.split("\n").map((line) => "  " + line).join("\n");
