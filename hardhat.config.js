const { subtask } = require("hardhat/config");
const { TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD } = require("hardhat/builtin-tasks/task-names");
const compiler = require("./contracts/solc.json");
const solc = require("solc/package.json");

// The compiler is the one npm installed: nothing is downloaded.
subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD, async ({ solcVersion }) => {
  if (solcVersion !== solc.version) throw new Error(`solc ${solcVersion} is asked for, ${solc.version} is installed`);
  return { version: solc.version, longVersion: solc.version, compilerPath: require.resolve("solc/soljson.js"), isSolcJs: true };
});

/** @type {import("hardhat/config").HardhatUserConfig} */
module.exports = {
  solidity: compiler,
  paths: { sources: "contracts", artifacts: "artifacts/hardhat", cache: "cache/hardhat" },
  networks: { hardhat: { hardfork: "berlin", chainId: 31337 } },
};
