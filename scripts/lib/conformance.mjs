// The table of a host that serves conformance suites: an issuer for each suite and type of key.
import https from "node:https";

/** Asks over HTTPS with the host's own certificate as the only one that is trusted. */
export function getJson(url, certificate) {
  return new Promise((resolve, reject) => {
    const request = https.get(url, { ca: certificate, timeout: 10_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => { text += part; });
      response.on("end", () => {
        try {
          if (response.statusCode !== 200) throw new Error(`${url} answers ${response.statusCode}.`);
          resolve(JSON.parse(text));
        } catch (error) {
          reject(error);
        }
      });
    });
    request.on("timeout", () => request.destroy(new Error(`${url} does not answer.`)));
    request.on("error", reject);
  });
}

/** Prints the issuers and keeps them, with the address of each endpoint, as conformance.json of the data folder. */
export async function showConformance({ url, certificate, certificateFile, folder, say }) {
  const { issuers } = await getJson(`${url}/vc/conformance`, certificate);
  const table = issuers.map((issuer) => ({
    ...issuer,
    endpoints: {
      issue: `${issuer.url}/credentials/issue`, verify: `${issuer.url}/credentials/verify`, status: `${issuer.url}/credentials/status`,
      prove: `${issuer.url}/presentations/prove`, verifyPresentation: `${issuer.url}/presentations/verify`,
    },
  }));
  folder.write("conformance.json", { baseUrl: `${url}/vc/conformance`, certificate: certificateFile, issuers: table });

  say(`VC API for conformance suites, without authentication, at ${url}/vc/conformance\n`);
  const width = Math.max(...table.map(({ suite }) => suite.length));
  say(`  ${"suite".padEnd(width)}  ${"key".padEnd(7)}  issuer id`);
  for (const { suite, keyType, id } of table) say(`  ${suite.padEnd(width)}  ${keyType.padEnd(7)}  ${id}`);
  say(`\nEach suite has its own endpoints at ${url}/vc/conformance/SUITE.`);
  say(`As JSON         ${folder.path("conformance.json")}`);
  say(`Certificate     ${certificateFile} (Node.js: NODE_EXTRA_CA_CERTS)`);
}
