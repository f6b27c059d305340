// Runs many JavaScript programs in one jailed node, each in a fresh context; started by caalm.runtimes.javascript.
// node javascript_worker.js     reads batch.bin, answers with one frame per program (see bulk.py)
'use strict';
const fs = require('node:fs');
const vm = require('node:vm');
const util = require('node:util');
const { Console } = require('node:console');

const LIMIT = 1 << 20;
const [OK, RUNTIME_ERROR, COMPILE_ERROR, ODD] = [0, 1, 2, 255];
let rejected = null;
process.on('unhandledRejection', (reason) => { rejected = { reason }; });

class TooMuch extends Error {}

// As much of a stream as console needs.
class Sink {
  constructor() { this.parts = []; this.size = 0; }
  write(text) {
    const data = typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(text);
    this.size += data.length;
    if (this.size > LIMIT) throw new TooMuch();
    this.parts.push(data);
    return true;
  }
  on() { return this; }
  once() { return this; }
  removeListener() { return this; }
  listenerCount() { return 0; }
  bytes() { return Buffer.concat(this.parts); }
}

function writeAll(data) {
  let position = 0;
  while (position < data.length) position += fs.writeSync(1, data, position);
}

function summary(error) {
  return error && error.message !== undefined ? `${error.name}: ${error.message}` : util.inspect(error);
}

// What a fresh context lacks and node has: such a program is executed alone, not called wrong.
function isOdd(error) {
  if (error instanceof TooMuch) return true;
  return /ReferenceError|process|require|import|allocation failed|out of memory|call stack/.test(summary(error));
}

async function run(source) {
  const out = new Sink();
  const err = new Sink();
  const console = new Console({ stdout: out, stderr: err });
  const context = vm.createContext({ console, process: { stdout: { write: (t) => out.write(t) } } });
  vm.runInContext('globalThis.global = globalThis', context);
  rejected = null;
  let program;
  try {
    const names = ['exports', 'require', 'module', '__filename', '__dirname'];
    program = vm.compileFunction(source, names, { filename: 'program.js', parsingContext: context });
  } catch (error) {
    // An import makes node read the text as a module: let node decide.
    if (/import|export|await/.test(source)) return [ODD, '', ''];
    return [COMPILE_ERROR, '', String(error) + '\n'];
  }
  let thrown = null;
  try {
    const module = { exports: {} };
    program.call(module.exports, module.exports, undefined, module, 'program.js', '.');
  } catch (error) {
    thrown = { reason: error };
  }
  await new Promise(setImmediate); // promises of the program run now
  thrown = thrown || rejected;
  if (out.size > LIMIT || err.size > LIMIT) return [ODD, '', ''];
  if (thrown) {
    let odd;
    try { odd = isOdd(thrown.reason); } catch { odd = true; }
    if (odd) return [ODD, '', ''];
    err.write(`Uncaught ${summary(thrown.reason)}\n`);
    return [RUNTIME_ERROR, out.bytes(), err.bytes()];
  }
  return [OK, out.bytes(), err.bytes()];
}

async function main() {
  const data = fs.readFileSync('batch.bin');
  let position = 0;
  while (position < data.length) {
    const length = data.readUInt32LE(position);
    const source = data.toString('utf8', position + 4, position + 4 + length);
    position += 4 + length;
    const [status, stdout, stderr] = await run(source);
    const [out, err] = [Buffer.from(stdout), Buffer.from(stderr)];
    const head = Buffer.alloc(9);
    head.writeUInt8(status, 0);
    head.writeUInt32LE(out.length, 1);
    head.writeUInt32LE(err.length, 5);
    writeAll(Buffer.concat([head, out, err]));
  }
}

main();
