// biome-ignore-all lint/style/useNodejsImportProtocol: an old Node does not know it.
"use strict";
// Starts a script under the Node 26 of node_modules, whatever Node (from 12) called this. npm links no program for
// optional packages of several systems, so that its scripts would run the old Node in silence.
//
// It also sees to it that nothing is left: it hands signals on, and its end closes the channel, on which the script ends.
// npm itself may be killed without a word; then this process has another parent, which is looked at twice a second.
const { spawn } = require("child_process");
const fs = require("fs");
const path = require("path");

const needed = 26;
const parentMillis = 500;

const node = findNode();
const env = Object.assign({}, process.env);
env.PATH = path.dirname(node) + path.delimiter + (env.PATH || "");
const child = spawn(node, process.argv.slice(2), { stdio: ["inherit", "inherit", "inherit", "ipc"], env });

// Ctrl-C reaches the child by itself as well: whoever listens there takes several signals as one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => fail(`Node ${needed} could not be started (${error.message}).`));
child.on("exit", (code, signal) => process.exit(signal ? 1 : code));
if (process.env.npm_lifecycle_event) endWithNpm();

function findNode() {
  if (parseInt(process.versions.node, 10) >= needed) return process.execPath;
  const system = process.platform === "win32" ? "win" : process.platform;
  const program = system === "win" ? "node.exe" : "node";
  try {
    return path.join(path.dirname(require.resolve(`node-${system}-${process.arch}/package.json`)), "bin", program);
  } catch (_) {
    return fail(`This is Node ${process.versions.node}, and the Node ${needed} that npm ci installs is not there.`);
  }
}

function fail(cause) {
  console.error(`${cause} Run npm ci (without --omit=optional), or install Node ${needed}, and start again.`);
  process.exit(1);
}

function endWithNpm() {
  const started = parents();
  const timer = setInterval(() => {
    if (parents() === started) return;
    clearInterval(timer);
    child.kill("SIGTERM");
  }, parentMillis);
  timer.unref();
}

/** Our parent and its own: between npm and us there may be a shell, which outlives npm. */
function parents() {
  try {
    const stat = fs.readFileSync(`/proc/${process.ppid}/stat`, "utf8");
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]}`;
  } catch (_) {
    return String(process.ppid);
  }
}
