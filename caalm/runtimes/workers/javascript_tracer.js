// Runs one JavaScript program in the jail and writes down every step; started by caalm.runtimes.tracing.
// node --expose-internals javascript_tracer.js 1000     reads program.js; answers with JSON lines, see tracing/read.py
//
// The program's text is rewritten so that operations, reads, conditions, assignments, calls and returns report their
// values while the program itself computes them: `c = a + b` on line 3 becomes
//     __t.open(3); c = __t.set("c", __t.op("+", "a", a, "b", b)); __t.close();
// The parser is node's own copy of acorn. Async functions and generators report their lines, but not who called them.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const acorn = require('internal/deps/acorn/acorn/dist/acorn');

const { Facts, MUTATORS } = require('./javascript_facts.js');

const MOST = Number(process.argv[2]);
const [MOST_TEXT, MOST_STRING, MOST_DEPTH, SHORT] = [200, 2000, 5, 60];
// What the built-in functions are called in every trace.
const NAMES = {
  String: 'string', parseInt: 'integer', Number: 'integer', toUpperCase: 'upper', toLowerCase: 'lower', indexOf: 'find',
  toFixed: 'fixed', replaceAll: 'replace', abs: 'absolute', min: 'minimum', max: 'maximum', pow: 'power',
};

// Values

function shown(value, depth = 0, most = MOST_TEXT) {
  switch (typeof value) {
    case 'boolean': return value ? 'T' : 'F';
    case 'number': return Object.is(value, -0) ? '-0' : String(value);
    case 'string': return JSON.stringify(value.length > MOST_STRING ? value.slice(0, MOST_STRING) + '…' : value);
    case 'undefined': return 'None';
    case 'bigint': return `@${value}n`;
    case 'symbol': return '@symbol';
    case 'function': return '@' + String(value.name).replace(/[^\w$.]/g, '_');
  }
  if (value === null) return 'null';
  if (depth === MOST_DEPTH) return '@';
  if (value instanceof Error) return `@${value.name}(${JSON.stringify(String(value.message))})`;
  const parts = [];
  let [size, kept] = [0, 0];
  const add = (text) => {
    size += text.length + 1;
    if (size <= most) kept++;
    parts.push(text);
    return size > 2 * most;
  };
  const inside = (item) => shown(item, depth + 1, most);
  const cut = () => (size + 1 > most ? [...parts.slice(0, kept), '…'] : parts); // the beginning only
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (add(inside(value[i]))) break;
    return `[${cut()}]`;
  }
  const kind = Object.getPrototypeOf(value)?.constructor?.name ?? '';
  const name = ['Object', 'Map', ''].includes(kind) ? '' : '@' + kind.replace(/[^\w$]/g, '_');
  if (value instanceof Map) {
    for (const [key, item] of value) if (add(`${inside(key)}:${inside(item)}`)) break;
  } else if (value instanceof Set) {
    for (const item of value) if (add(inside(item))) break;
  } else {
    for (const key of Object.keys(value)) {
      const isBare = name ? /^[\w$]+$/.test(key) : /^(0|[1-9][0-9]*)$/.test(key);
      const label = isBare ? key : JSON.stringify(key);
      if (add(`${label}:${inside(value[key])}`)) break;
    }
  }
  return name && parts.length === 0 ? name : `${name}{${cut()}}`;
}

const whole = (value) => shown(value, 0, 1e6);

function coded(value) {
  if (typeof value === 'boolean' || (typeof value === 'string' && value.length <= MOST_STRING)) return value;
  if (value instanceof Error && value.message) return String(value.message); // a failure that is caught is its message
  return typeof value === 'number' ? { n: shown(value) } : { s: shown(value) };
}

const isDictionary = (value) => value instanceof Map ||
  (typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value)));
const isContainer = (value) => Array.isArray(value) || isDictionary(value);

function holds(value, container) {
  if (value === container) return true;
  const inside = value instanceof Map ? [...value.values()] : Object.values(value);
  return inside.some((part) => isContainer(part) && holds(part, container));
}

// What stands at a place, as a side of an operation, where its name is written with it.
class Place {
  constructor(name, value) { [this.name, this.value] = [name, value]; }
}
const sided = (label, value) => (value instanceof Place ? [value.name, value.value] : [label, value]);

// How a trace names a failure: the same words in every language; what the program threw by its message.
const thrown = new WeakSet();
function saidOf(error) {
  if (!(error instanceof Error)) return shown(error);
  if (thrown.has(error)) return String(error.message) || error.name;
  const missing = error instanceof ReferenceError && /^(\S+) is not defined$/.exec(error.message);
  if (missing) return `undefined name ${missing[1]}`;
  return error instanceof TypeError ? 'wrong type' : `${error.name}: ${error.message}`;
}

// Whether there is nothing to show of a value but what it is called.
function isOpaque(value) {
  if (typeof value === 'function' || typeof value === 'symbol') return true;
  if (typeof value?.next === 'function') return true;
  return typeof value === 'object' && value !== null && !isContainer(value) && /^@[\w$.]*$/.test(shown(value));
}

// Math, process and the like: what the program was given, not what it made.
const GIVEN = new Set(Object.getOwnPropertyNames(globalThis));
const isGiven = (label) => GIVEN.has(label.split('.')[0]);

const OPERATIONS = {
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b,
  '**': (a, b) => a ** b, '<<': (a, b) => a << b, '>>': (a, b) => a >> b, '>>>': (a, b) => a >>> b,
  '|': (a, b) => a | b, '&': (a, b) => a & b, '^': (a, b) => a ^ b,
  '==': (a, b) => a == b, '!=': (a, b) => a != b, '===': (a, b) => a === b, '!==': (a, b) => a !== b,
  '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b,
  'in': (a, b) => a in b, 'instanceof': (a, b) => a instanceof b,
  'unary -': (a) => -a, 'unary +': (a) => +a, 'unary !': (a) => !a, 'unary ~': (a) => ~a,
};
const SAME = { '===': '==', '!==': '!=', 'instanceof': 'is', '&&': 'and', '||': 'or', '!': 'not' };

// What the rewritten program calls

let lines = [];
function say(item) {
  lines.push(JSON.stringify(item));
  if (lines.length >= 64) send();
}
function send() {
  const data = Buffer.from(lines.map((line) => line + '\n').join(''));
  lines = [];
  for (let position = 0; position < data.length;) {
    try {
      position += fs.writeSync(1, data, position);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

const ours = new WeakSet(); // functions that report their own steps are found by their text
function isOurs(callee) {
  if (typeof callee !== 'function') return false;
  return ours.has(callee) || (Function.prototype.toString.call(callee).includes('__t.enter(') && !!ours.add(callee));
}

let [count, at, isOpen, events, partial, isFailing] = [0, 0, false, [], '', false];
let [results, finished, linesRead, facts] = [[], 0, 0, null]; // results: what the finished calls of the statement gave
const callers = [];
const recorder = {
  open(line) {
    if (events.length) recorder.flush();
    [at, isOpen, results] = [line, true, []];
  },
  close(value) {
    if (isOpen || events.length) recorder.flush();
    return value;
  },
  flush() {
    isOpen = false;
    if (count < MOST) say([at, events]);
    else if (count === MOST) say({ truncated: true });
    count++;
    events = [];
  },
  add(...event) { if (count <= MOST) events.push(event); },
  set(name, value) {
    if (count <= MOST) events.push(['b', name, coded(value)]);
    return value;
  },
  read(name, value) {
    const isQuiet = isOpaque(value) || (typeof value === 'object' && isGiven(name));
    return isQuiet ? value : recorder.set(name, value);
  },
  after(value, name, now) {
    recorder.set(name, now);
    return value;
  },
  all(value, names) {
    for (const name in names) recorder.set(name, names[name]);
    return value;
  },
  together(values) {
    if (count <= MOST) events.push(['t', Object.keys(values).map((name) => [name, coded(values[name])])]);
  },
  op(op, leftName, left, rightName, right) {
    [leftName, left] = sided(leftName, left);
    [rightName, right] = sided(rightName, right);
    const result = OPERATIONS[op](left, right);
    if (op === '**') {
      if (leftName !== null) recorder.set(leftName, left);
      if (rightName !== null) recorder.set(rightName, right);
      return recorder.set('power()', result);
    }
    recorder.add('o', leftName, coded(left), SAME[op] ?? op, rightName, coded(right), coded(result));
    return result;
  },
  // Math.floor(a / b) is how JavaScript writes a // b.
  quotient(round, leftName, left, rightName, right) {
    [leftName, left] = sided(leftName, left);
    [rightName, right] = sided(rightName, right);
    const result = round(left / right);
    recorder.add('o', leftName, coded(left), '//', rightName, coded(right), coded(result));
    return result;
  },
  unary(op, name, operand) {
    [name, operand] = sided(name, operand);
    const result = OPERATIONS['unary ' + op](operand);
    recorder.add('u', SAME[op] ?? op, name, coded(operand), coded(result));
    return result;
  },
  logic(op, leftName, left, rightName, right) {
    [leftName, left] = sided(leftName, left);
    const decides = op === '&&' ? !left : op === '||' ? left : left !== undefined && left !== null;
    if (decides) {
      if (leftName !== null) recorder.set(leftName, left);
      return left;
    }
    let value = right();
    [rightName, value] = sided(rightName, value);
    recorder.add('o', leftName, coded(left), SAME[op] ?? op, rightName, coded(value), coded(value));
    return value;
  },
  update(op, name, before, value, now) {
    if (typeof before === 'number') recorder.add('o', name, coded(before), op, null, coded(1), coded(now));
    recorder.set(name, now);
    return value;
  },
  counted(name, value, op, bound) {
    const result = OPERATIONS[op](value, bound);
    recorder.add('o', result ? name : null, coded(value), op, null, coded(bound), result);
    return recorder.close(result);
  },
  * each(line, values) {
    const size = () => (Array.isArray(values) ? values.length : typeof values === 'string' ? [...values].length
      : values instanceof Map || values instanceof Set ? values.size : null);
    let done = 0;
    for (const value of values) {
      if (!isOpen) recorder.open(line);
      if (size() !== null) recorder.add('o', null, done++, '<', null, size(), true);
      yield value;
      recorder.open(line);
    }
    if (size() !== null) recorder.add('o', null, size(), '<', null, size(), false);
    recorder.close();
  },
  keys(name, value) {
    if (name !== null) recorder.read(name, value);
    const keys = [];
    for (const key in value) keys.push(key);
    return keys;
  },
  joined(text) {
    recorder.add('j', text);
    return text;
  },
  copied(value, key) {
    if (Array.isArray(value)) recorder.set(`${['keys', 'values'].includes(key) ? key : 'copy'}()`, value);
    return value;
  },
  made(name, value) { return recorder.set(`${name}()`, value); },
  found(name, base, index) {
    if (base instanceof Place) [name, base] = [base.name, base.value];
    const value = base instanceof Map ? base.get(index) : base[index];
    return [`${name || '_'}[${typeof index === 'symbol' ? '' : String(index) || '_'}]`, value];
  },
  item(name, base, index) { return recorder.read(...recorder.found(name, base, index)); },
  place(name, base, index) { return new Place(...recorder.found(name, base, index)); },
  // s.charAt(i) and d.get(k)
  spot(name, base, key, index) {
    if (typeof base === 'string' || base instanceof Map) return new Place(`${name}[${String(index) || '_'}]`, base[key](index));
    return base[key](index);
  },
  // d.a, s.length, p.x
  field(name, label, base, key) {
    if (base instanceof Place) base = base.value;
    if (key === 'length' && (typeof base === 'string' || Array.isArray(base))) {
      if (label !== null) recorder.read(label, base);
      return recorder.set('length()', base.length);
    }
    if (key === 'size' && base instanceof Map) {
      if (label !== null) recorder.read(label, base);
      return recorder.set('length()', base.size);
    }
    if (key === 'message' && base instanceof Error && label !== null) return recorder.set(label, String(base.message));
    const value = base[key];
    return recorder.read(isDictionary(base) && !isGiven(name) ? `${label ?? '_'}[${key}]` : name, value);
  },
  // d[k] ?? 0: whether it is there, then what is there.
  fallback(op, name, base, keyName, key, other) {
    [keyName, key] = sided(keyName, key);
    const value = base instanceof Map ? base.get(key) : base[key];
    const has = base instanceof Map ? base.has(key) : key in base;
    recorder.add('o', keyName, coded(key), 'in', name, coded(base), has);
    if (has && keyName !== null) recorder.set(keyName, key);
    if (has) recorder.set(`${name}[${key}]`, value);
    return op === '||' ? value || other : value ?? other;
  },
  within(op, method, itemName, item, name, container) {
    [itemName, item] = sided(itemName, item);
    [name, container] = sided(name, container);
    const isKnown = ['string', 'object'].includes(typeof container) && (typeof container === 'string' || isContainer(container) || container instanceof Set);
    if (!isKnown || (method && isDictionary(container) && !(container instanceof Map))) {
      const found = method ? container[method](item) : item in container;
      return op === 'in' ? found : !found;
    }
    const has = typeof container === 'string' || Array.isArray(container) ? container.includes(item)
      : container instanceof Map || container instanceof Set ? container.has(item) : item in container;
    const result = has === (op === 'in');
    recorder.add('o', itemName, coded(item), op, name, coded(container), result);
    return result;
  },
  // After a return: what the calls of the statement gave, and what the call may have written over.
  goOn(name, value, later, scope) {
    results = [...results, [name, value]];
    for (const [each, given] of results) if (given !== undefined) recorder.set(each, given);
    for (const each of facts.later[later] ?? []) {
      const isWritten = facts.written.get(name)?.has(each);
      if (!isWritten && !facts.changing.has(name)) continue;
      try {
        const now = scope(each);
        if (!isOpaque(now) && (isWritten || isContainer(now))) recorder.set(each, now);
      } catch { /* not bound yet */ }
    }
  },
  // The new value of a container, under every name that has it; of a long one only the place.
  changed(name, container, scope, method, index) {
    let value = container;
    try { value = scope(name.split(/[.[]/)[0]); } catch { /* a name of its own */ }
    if (name.includes('.')) value = container;
    if (whole(value).length <= SHORT || !isContainer(container)) recorder.set(name, value);
    else if (index !== undefined) recorder.set(`${name}[${String(index)}]`, container instanceof Map ? container.get(index) : container[index]);
    else if (method === 'push') recorder.set(`${name}[${container.length - 1}]`, container.at(-1));
    else if (method === 'pop') recorder.set(`#${name}`, container.length);
    else recorder.set(name, value);
    if (!isContainer(container)) return;
    for (const other of facts.names) {
      if (other === name) continue;
      try {
        const held = scope(other);
        if (isContainer(held) && holds(held, container) && whole(held).length <= SHORT) recorder.set(other, held);
      } catch { /* not visible here */ }
    }
  },
  stored(name, base, index, value, scope) {
    if (Object(base) === base) Reflect.set(base, index, value); // what may not be set stays, without a word
    else if (base === undefined || base === null) base[index] = value;
    if (isContainer(base)) recorder.changed(name, base, scope, null, index);
    else recorder.set(name, base);
    return value;
  },
  input(lines) {
    const text = lines.shift();
    results = [...results, [`input[${++linesRead}]`, text]];
    return recorder.set(`input[${linesRead}]`, text);
  },
  holding(path, text) { return recorder.set(`file[${path}]`, text); },
  wrote(path) { recorder.set(`file[${path}]`, fs.readFileSync(path, 'utf8')); },
  switched(name, subject, cases) {
    [name, subject] = sided(name, subject);
    const hit = cases.find((one) => one === subject);
    if (hit !== undefined) recorder.add('o', name, coded(subject), '==', null, coded(hit), true);
    else if (name !== null) recorder.set(name, subject);
    return recorder.close(subject);
  },
  call(name, later, scope, callee, ...args) {
    const before = finished;
    const result = callee(...args);
    if (isOurs(callee) && finished !== before) recorder.goOn(name, result, later, scope);
    else if (result !== undefined && !isOpaque(result)) recorder.set(`${GIVEN.has(name) ? NAMES[name] ?? name : name}()`, result);
    return result;
  },
  receiver(name, receiver, key) {
    if (receiver instanceof Place) receiver = receiver.value;
    const isChanged = MUTATORS.has(key) || ['join', 'get', 'has', 'includes', 'set', 'slice', 'substring', 'charAt'].includes(key);
    if (name !== null && !isGiven(name) && !isChanged && !isOurs(receiver?.[key])) recorder.read(name, receiver);
    return receiver;
  },
  method(name, isTaken, later, scope, receiver, key, ...args) {
    const callee = receiver[key];
    if (typeof callee !== 'function') return receiver[key](...args); // throws what the program would throw
    const isNamed = name !== null && !isGiven(name) && !isOpaque(receiver);
    if (isNamed && key === 'join') recorder.read(name, receiver);
    if (['slice', 'substring'].includes(key) && (typeof receiver === 'string' || Array.isArray(receiver))) {
      const part = callee.apply(receiver, args);
      if (args.length === 0) {
        if (isNamed) recorder.read(name, receiver);
        return recorder.set('copy()', part);
      }
      return recorder.set(`${name ?? '_'}[${args[0] === 0 && args.length > 1 ? '' : args[0]}..${args[1] ?? ''}]`, part);
    }
    if (key === 'charAt' || (key === 'get' && receiver instanceof Map)) {
      const part = callee.apply(receiver, args);
      return recorder.set(`${name ?? '_'}[${args[0]}]`, part);
    }
    const before = isNamed ? whole(receiver) : null;
    const done = finished;
    const result = callee.apply(receiver, args);
    if (isOurs(callee)) {
      if (finished !== done) recorder.goOn(String(key), result, later, scope);
      return result;
    }
    const isChanged = isNamed && (whole(receiver) !== before || (receiver instanceof Map && key === 'set'));
    if (isChanged) recorder.changed(name, receiver, scope, key, key === 'set' ? args[0] : undefined);
    else if (isNamed && MUTATORS.has(key)) recorder.read(name, receiver);
    const isQuiet = result === undefined || name === 'process' || isOpaque(result) || (isChanged && (isTaken || result === receiver || key === 'push'));
    if (!isQuiet) recorder.set(`${typeof key === 'symbol' ? '' : NAMES[key] ?? String(key)}()`, result);
    return result;
  },
  out(text) {
    if (!text) return;
    say(text);
    const all = partial + text;
    const end = all.lastIndexOf('\n');
    partial = all.slice(end + 1);
    if (end >= 0) {
      recorder.add('>', all.slice(0, end));
      recorder.flush(); // what is printed reaches to the end of the step's line
    }
  },
  enter(name, parameters) {
    recorder.add('c', name, Object.keys(parameters).map((each) => [each, coded(parameters[each])]));
    callers.push([at, results]);
    results = [];
    recorder.flush();
  },
  // An async function or generator begins, at whose wish nobody can tell.
  resume(line, parameters) {
    if (events.length) recorder.flush();
    recorder.open(line);
    for (const name in parameters) recorder.read(name, parameters[name]);
    recorder.close();
  },
  returned(value, hasValue) {
    recorder.add('r', ...(hasValue ? [coded(value)] : []));
    recorder.flush();
    return value;
  },
  ended(line) {
    recorder.open(line);
    recorder.returned();
  },
  unwound() { isFailing = true; },
  leave() {
    const [before, gave] = callers.pop();
    [results, finished] = [gave, finished + 1];
    if (isFailing) {
      isFailing = false;
      return;
    }
    if (events.length) recorder.flush();
    [at, isOpen] = [before, true];
  },
  throwing(error) {
    if (error instanceof Error) thrown.add(error);
    return error;
  },
  caught(name, error) {
    if (name !== null) recorder.set(name, error);
    recorder.add('!', saidOf(error));
    recorder.flush();
  },
};

// Rewriting: every function gives the text that takes a node's place

let source = '';
let loops = 0;
const text = (node) => (node.one ? '1' : source.slice(node.start, node.end));
const name = (string) => JSON.stringify(string);
const line = (node) => node.loc.start.line;

// The node's own text with some of the nodes in it replaced.
function spliced(node, replaced) {
  let [result, position] = ['', node.start];
  for (const [child, made] of replaced.filter(([child]) => child).sort((a, b) => a[0].start - b[0].start)) {
    result += source.slice(position, child.start) + made;
    position = child.end;
  }
  return result + source.slice(position, node.end);
}

function* children(node) {
  for (const key of Object.keys(node)) {
    for (const child of [node[key]].flat(Infinity)) if (child && typeof child.type === 'string') yield child;
  }
}

function has(node, types) {
  return types.includes(node.type) || [...children(node)].some((child) => has(child, types));
}

function* names(pattern) {
  if (!pattern) return;
  if (pattern.type === 'Identifier') yield pattern.name;
  else if (pattern.type === 'AssignmentPattern') yield* names(pattern.left);
  else if (pattern.type === 'RestElement') yield* names(pattern.argument);
  else if (pattern.type === 'ArrayPattern') for (const part of pattern.elements) yield* names(part);
  else if (pattern.type === 'ObjectPattern') for (const part of pattern.properties) yield* names(part.value ?? part);
}

const SUSPENDING = ['AwaitExpression', 'YieldExpression'];
const NATIVE = new Set(['undefined', 'NaN', 'Infinity', 'arguments', 'globalThis']);
const isFunction = (node) => ['FunctionExpression', 'ArrowFunctionExpression', 'ClassExpression'].includes(node?.type);
const isText = (node) => (node.type === 'Literal' && typeof node.value === 'string') || node.type === 'TemplateLiteral';

// Nothing here is reported but what functions inside do.
function plain(node) {
  if (isFunction(node)) return EXPRESSIONS[node.type](node);
  // In { a } the name and its value are one text.
  const parts = node.type === 'Property' && node.shorthand ? [node.value] : [...children(node)];
  return spliced(node, parts.map((child) => [child, plain(child)]));
}

function evaluate(node) {
  const handler = EXPRESSIONS[node.type];
  return handler ? handler(node) : plain(node);
}

const SCOPE = '(__n) => eval(__n)'; // what a name means where a call stands

function operand(node) {
  if (node.type === 'Identifier' && !NATIVE.has(node.name)) return `${name(node.name)}, ${node.name}`;
  if (node.type === 'MemberExpression' && node.computed && node.object.type !== 'Super') return `null, ${subscript('place', node)}`;
  const isPlace = (isCall(node, 'charAt') || isCall(node, 'get')) && node.callee.object.type === 'Identifier' && node.arguments.length === 1;
  if (isPlace) return `null, __t.spot(${name(node.callee.object.name)}, ${node.callee.object.name}, ${name(node.callee.property.name)}, ${evaluate(node.arguments[0])})`;
  return `null, ${evaluate(node)}`;
}

// A string put together from parts which are read one by one; null for any other expression.
function joined(node) {
  if (node.type === 'TemplateLiteral') {
    return node.expressions.length ? spliced(node, node.expressions.map((part) => [part, evaluate(part)])) : null;
  }
  const leaves = [];
  let left = node;
  while (left.type === 'BinaryExpression' && left.operator === '+') {
    leaves.unshift(left.right);
    left = left.left;
  }
  leaves.unshift(left);
  if (leaves.length < 2 || !leaves.slice(0, 2).some(isText)) return null;
  return leaves.map((leaf) => `(${isText(leaf) ? joined(leaf) ?? text(leaf) : evaluate(leaf)})`).join(' + ');
}

// What the name of a place in a value begins with, and the value.
function base(node) {
  if (node.type === 'Identifier') return `${name(node.name)}, ${node.name}`;
  if (node.type === 'MemberExpression' && node.computed && node.object.type !== 'Super') return `null, ${subscript('place', node)}`;
  if (node.type === 'MemberExpression' && ['Identifier', 'ThisExpression'].includes(node.object.type)) return `${name(text(node))}, ${text(node)}`;
  const called = node.type === 'CallExpression' ? node.callee.name ?? `${node.callee.property?.name ?? '_'}()` : '_';
  return `${name(called)}, ${evaluate(node)}`;
}

const subscript = (method, node) => `__t.${method}(${base(node.object)}, ${evaluate(node.property)})`;
const isCall = (node, key) => node?.type === 'CallExpression' && node.callee.type === 'MemberExpression' && node.callee.property.name === key;
const isCopy = (node) => node?.type === 'ArrayExpression' && node.elements.length === 1 && node.elements[0]?.type === 'SpreadElement';

// Several calls that stand for one operation of the language: what is worked on, and the operation's name.
function idiom(node) {
  if (node.type !== 'CallExpression' || has(node, SUSPENDING)) return null;
  if (node.arguments.some((part) => !['Literal', 'Identifier', 'ArrowFunctionExpression'].includes(part.type))) return null;
  const source_ = (inner) => (isCopy(inner) ? inner.elements[0].argument : isCall(inner, 'slice') && !inner.arguments.length ? inner.callee.object : null);
  const inner = node.callee.object;
  if (isCall(node, 'join') && isCall(inner, 'reverse')) {
    const letters = isCall(inner.callee.object, 'split') ? inner.callee.object.callee.object : source_(inner.callee.object);
    if (letters && (node.arguments[0]?.value === '')) return [letters, 'reverse', []];
  }
  if (isCall(node, 'join') && isCall(inner, 'split')) return [inner.callee.object, 'replace', [...inner.arguments, ...node.arguments]];
  if ((isCall(node, 'reverse') || isCall(node, 'sort')) && source_(inner)) return [source_(inner), isCall(node, 'sort') ? 'sorted' : 'reverse', []];
  if (isCall(node, 'reduce') && /=> \w+ \+ \w+, 0\)$/.test(text(node))) return [inner, 'sum', []];
  return null;
}

const printed = (node) => joined(node) ?? evaluate(node);
const spread = (node) => (node.type === 'SpreadElement' ? `...${evaluate(node.argument)}` : evaluate(node));

function callable(node) {
  const suspends = node.async || node.generator;
  const given = [...new Set(node.params.flatMap((part) => [...names(part)]))];
  const isBlock = node.body.type === 'BlockStatement';
  // A short function that is handed over is part of what it is handed to.
  if (!isBlock && node.called === '_') return `(${spliced(node, [...node.params.map((part) => [part, plain(part)]), [node.body, plain(node.body)]])})`;
  const head = isBlock ? directives(node.body.body) : [];
  const before = breakable;
  breakable = null;
  const own = isBlock ? node.body.body.slice(head.length) : [];
  const inside = isBlock
    ? own.map(statement).join(' ') + (own.at(-1)?.type === 'ReturnStatement' || suspends ? '' : ` __t.ended(${line(node)});`)
    : `__t.open(${line(node.body)}); return __t.returned(${evaluate(node.body)}, true);`;
  breakable = before;
  const enter = suspends ? `__t.resume(${line(node)}, {${given}});` : `__t.enter(${name((node.owner ?? '') + node.called)}, {${given}});`;
  const guarded = suspends ? inside : `try { ${inside} } catch (__e) { __t.unwound(); throw __e; } finally { __t.leave(); }`;
  const body = `{ ${head.map(text).join(' ')} ${enter} ${guarded} }`;
  // Parentheses may stand around an expression, never around a block.
  if (!isBlock) return `(${node.async ? 'async ' : ''}(${node.params.map(plain)}) => ${body})`;
  return spliced(node, [...node.params.map((part) => [part, plain(part)]), [node.body, body]]);
}

function classText(node) {
  return spliced(node, [[node.superClass, node.superClass && text(node.superClass)], [node.body, plain(node.body)]]);
}

function root(node) {
  while (node.type === 'MemberExpression') node = node.object;
  return node.type === 'Identifier' ? node.name : node.type === 'ThisExpression' ? 'this' : null;
}

function assigned(node) {
  const { left, operator, right } = node;
  if (left.type === 'Identifier') {
    if (isFunction(right)) return `__t.after(${left.name} ${operator} ${evaluate(right)}, ${name(left.name)}, ${left.name})`;
    if (operator === '=') return `(${left.name} = __t.set(${name(left.name)}, ${evaluate(right)}))`;
    const op = operator.slice(0, -1);
    if (op in OPERATIONS) {
      const value = `__t.op(${name(op)}, ${name(left.name)}, ${left.name}, ${operand(right)})`;
      return `(${left.name} = __t.set(${name(left.name)}, ${value}))`;
    }
    return `__t.after(${left.name} ${operator} ${evaluate(right)}, ${name(left.name)}, ${left.name})`;
  }
  if (left.type === 'ArrayPattern' && operator === '=' && right.type === 'ArrayExpression' && left.elements.every((part) => part?.type === 'Identifier')) {
    return `(${text(left)} = ${evaluate(right)}, __t.together({${[...new Set(names(left))]}}))`;
  }
  const isPlace = left.type === 'MemberExpression' && left.object.type === 'Identifier' && (left.computed ? !has(left.property, ['CallExpression', ...SUSPENDING]) : false);
  if (isPlace && (operator === '=' || operator.slice(0, -1) in OPERATIONS)) {
    const value = operator === '=' ? evaluate(right) : `__t.op(${name(operator.slice(0, -1))}, null, ${subscript('place', left)}, ${operand(right)})`;
    return `__t.stored(${name(left.object.name)}, ${left.object.name}, ${evaluate(left.property)}, ${value}, ${SCOPE})`;
  }
  if (left.type === 'MemberExpression' && !left.computed && left.object.type === 'Identifier' && (operator === '=' || operator.slice(0, -1) in OPERATIONS)) {
    const label = `${left.object.name}[${left.property.name}]`;
    const value = operator === '=' ? evaluate(right) : `__t.op(${name(operator.slice(0, -1))}, ${name(label)}, ${text(left)}, ${operand(right)})`;
    return `__t.stored(${name(left.object.name)}, ${left.object.name}, ${name(left.property.name)}, ${value}, ${SCOPE})`;
  }
  if (left.type !== 'MemberExpression') {
    return `__t.all(${text(left)} ${operator} ${evaluate(right)}, {${[...new Set(names(left))]}})`;
  }
  const base = root(left);
  const isField = !left.computed && ['Identifier', 'ThisExpression'].includes(left.object.type);
  const target = left.computed ? spliced(left, [[left.property, evaluate(left.property)]]) : text(left);
  const made = `${target} ${operator} ${evaluate(right)}`;
  if (isField && left.property.type === 'Identifier') return `__t.after(${made}, ${name(text(left))}, ${text(left)})`;
  return base === null || base === 'this' ? `(${made})` : `__t.after(${made}, ${name(base)}, ${base})`;
}

// xs.includes(x) and d.has(k) as an operation; null for every other call.
function contained(node) {
  if (!(isCall(node, 'includes') || isCall(node, 'has')) || node.arguments.length !== 1) return null;
  return `__t.within('in', ${name(node.callee.property.name)}, ${operand(node.arguments[0])}, ${operand(node.callee.object)})`;
}

// [...xs]: its variable is read.
function plainCopy(node) {
  return `[${spread(node.elements[0])}]`;
}

// What a line of a file is made of: the value and the newline behind it.
function line_(node) {
  if (node.type === 'BinaryExpression' && node.operator === '+' && node.right.value === '\n') return `${evaluate(node.left)} + '\\n'`;
  const [part, ...others] = node.type === 'TemplateLiteral' ? node.expressions : [];
  if (part && !others.length && node.quasis[0].value.raw === '' && node.quasis[1].value.raw === '\\n') return spliced(node, [[part, evaluate(part)]]);
  return evaluate(node);
}

let breakable = null; // what a break without a label leaves
const inputs = new Set();

const EXPRESSIONS = {
  Literal: text,
  Identifier: (node) => (NATIVE.has(node.name) ? node.name : `__t.read(${name(node.name)}, ${node.name})`),
  TemplateLiteral: (node) => {
    const parts = joined(node);
    return parts === null ? text(node) : `__t.joined(${parts})`;
  },
  BinaryExpression: (node) => {
    const parts = joined(node);
    if (parts !== null) return `__t.joined(${parts})`;
    if (node.left.type === 'PrivateIdentifier') return plain(node);
    if (node.operator === 'in') return `__t.within('in', null, ${operand(node.left)}, ${operand(node.right)})`;
    return `__t.op(${name(node.operator)}, ${operand(node.left)}, ${operand(node.right)})`;
  },
  LogicalExpression: (node) => {
    const { left, right: other } = node;
    if (['||', '??'].includes(node.operator) && other.type === 'Literal') {
      const isGet = isCall(left, 'get') && left.callee.object.type === 'Identifier' && left.arguments.length === 1;
      const isPlace = left.type === 'MemberExpression' && left.object.type === 'Identifier' && left.computed;
      const holder = isGet ? left.callee.object : left.object;
      const key = isGet ? left.arguments[0] : left.property;
      if (isGet || isPlace) return `__t.fallback(${name(node.operator)}, ${name(holder.name)}, ${holder.name}, ${operand(key)}, ${text(other)})`;
    }
    if (has(node.right, SUSPENDING)) return plain(node);
    const right = operand(node.right);
    const comma = right.indexOf(', ');
    const later = `${right.slice(0, comma)}, () => (${right.slice(comma + 2)})`;
    return `__t.logic(${name(node.operator)}, ${operand(node.left)}, ${later})`;
  },
  UnaryExpression: (node) => {
    const { operator, argument } = node;
    if (!['-', '+', '!', '~'].includes(operator)) return plain(node);
    if (argument.type === 'Literal' && operator === '-') return `(${text(node)})`;
    const within = operator === '!' ? evaluate(argument) : '';
    if (within.startsWith("__t.within('in'")) return within.replace("('in'", "('not in'");
    return `__t.unary(${name(operator)}, ${operand(argument)})`;
  },
  UpdateExpression: (node) => {
    const target = node.argument;
    if (target.type === 'Identifier') {
      return `__t.update('${node.operator[0]}', ${name(target.name)}, ${target.name}, ${text(node)}, ${target.name})`;
    }
    const base = root(target);
    const isField = !target.computed && ['Identifier', 'ThisExpression'].includes(target.object.type);
    if (isField && target.property.type === 'Identifier') return `__t.after(${text(node)}, ${name(text(target))}, ${text(target)})`;
    if (target.computed && target.object.type === 'Identifier') {
      return assigned({ left: target, operator: `${node.operator[0]}=`, right: { type: 'Literal', start: 0, end: 0, one: true } });
    }
    return base === null || base === 'this' ? text(node) : `__t.after(${text(node)}, ${name(base)}, ${base})`;
  },
  AssignmentExpression: assigned,
  ConditionalExpression: (node) =>
    `(${evaluate(node.test)} ? ${evaluate(node.consequent)} : ${evaluate(node.alternate)})`,
  ParenthesizedExpression: (node) => `(${evaluate(node.expression)})`,
  SequenceExpression: (node) => `(${node.expressions.map(evaluate).join(', ')})`,
  ArrayExpression: (node) => (isCopy(node) ? `__t.copied(${plainCopy(node)}, ${name(node.elements[0].argument.callee?.property?.name ?? '')})` : spliced(node, node.elements.map((part) => [part, part && spread(part)]))),
  ObjectExpression: (node) => spliced(node, node.properties.map((part) => {
    if (part.type === 'SpreadElement') return [part, spread(part)];
    if (part.kind !== 'init' || part.method || isFunction(part.value)) return [part, plain(part)];
    if (part.shorthand) return [part, `${part.key.name}: ${evaluate(part.value)}`];
    return [part.value, evaluate(part.value)];
  })),
  MemberExpression: (node) => {
    const { object, property } = node;
    if (object.type === 'Super' || property.type === 'PrivateIdentifier') return plain(node);
    if (!node.computed) {
      const key = name(property.name);
      if (property.name === 'length' && isCall(object, 'keys') && root(object.callee) === 'Object' && object.arguments.length === 1) {
        return `((__v) => __t.made('length', Object.keys(__v).length))(${evaluate(object.arguments[0])})`;
      }
      if (['Identifier', 'ThisExpression'].includes(object.type)) return `__t.field(${name(text(node))}, ${object.type === 'Identifier' ? name(object.name) : null}, ${text(object)}, ${key})`;
      return `__t.field(${name('_.' + property.name)}, null, ${evaluate(object)}, ${key})`;
    }
    return subscript('item', node);
  },
  CallExpression: (node) => {
    const { callee } = node;
    const isPrint = callee.type === 'MemberExpression' && root(callee) === 'console';
    const made = idiom(node);
    if (made) {
      const [of, as, given] = made;
      const told = given.map((part) => `${evaluate(part)}, `).join('');
      const rest = `${source.slice(node.start, of.start)}__v${source.slice(of.end, node.end)}`;
      return `((__v) => (${told}__t.made(${name(as)}, ${rest})))(${evaluate(of)})`;
    }
    const kept = contained(node);
    if (kept) return kept;
    if (isCall(node, 'readFileSync') && node.arguments[0]?.type === 'Literal' && typeof node.arguments[0].value === 'string') {
      return `__t.holding(${name(node.arguments[0].value)}, ${text(node)})`;
    }
    if ((isCall(node, 'writeFileSync') || isCall(node, 'appendFileSync')) && node.arguments[0]?.type === 'Literal') {
      const written = line_(node.arguments[1]);
      return `(${text(callee)}(${text(node.arguments[0])}, ${written}), __t.wrote(${text(node.arguments[0])}))`;
    }
    if (isCall(node, 'shift') && inputs.has(callee.object.name)) return `__t.input(${callee.object.name})`;
    const args = node.arguments.map((arg) => (isPrint && arg.type !== 'SpreadElement' ? printed(arg) : spread(arg)));
    if (isPrint || callee.type === 'Super') return `${text(callee)}(${args})`;
    const [ratio] = node.arguments;
    const isRounding = ['Math.floor', 'Math.trunc'].includes(text(callee));
    if (isRounding && ratio?.type === 'BinaryExpression' && ratio.operator === '/') {
      return `__t.quotient(${text(callee)}, ${operand(ratio.left)}, ${operand(ratio.right)})`;
    }
    const later = node.later ?? -1;
    if (callee.type === 'Identifier') {
      if (['eval', 'require'].includes(callee.name)) return `${callee.name}(${args})`;
      return `__t.call(${[name(callee.name), later, SCOPE, callee.name, ...args]})`;
    }
    if (callee.type !== 'MemberExpression') return `(${evaluate(callee)})(${args})`;
    const { object, property } = callee;
    if (object.type === 'Super' || property.type === 'PrivateIdentifier') return `${plain(callee)}(${args})`;
    const key = callee.computed ? evaluate(property) : name(property.name);
    const isNamed = object.type === 'Identifier' && !NATIVE.has(object.name);
    const isField = object.type === 'MemberExpression' && !object.computed && ['Identifier', 'ThisExpression'].includes(object.object.type);
    const label = isNamed ? name(object.name) : isField ? name(text(object)) : 'null';
    const receiver = isNamed || isField ? `__t.receiver(${label}, ${text(object)}, ${key})` : evaluate(object);
    return `__t.method(${[label, !!node.taken, later, SCOPE, receiver, key, ...args]})`;
  },
  NewExpression: (node) => `new (${text(node.callee)})(${node.arguments.map(spread)})`,
  ChainExpression: plain,
  TaggedTemplateExpression: plain,
  AwaitExpression: (node) => `(await ${evaluate(node.argument)})`,
  YieldExpression: plain,
  FunctionExpression: callable,
  ArrowFunctionExpression: callable,
  ClassExpression: classText,
};

function directives(body) {
  return body.filter((node, index) => node.directive && body.slice(0, index).every((before) => before.directive));
}

function block(node) {
  const inside = node.type === 'BlockStatement' ? node.body.map(statement).join('\n') : statement(node);
  return `{ ${inside} }`;
}

function around(node, made, after = '') {
  return `__t.open(${line(node)}); ${made} ${after}__t.close();`;
}

function sets(all) {
  return [...new Set(all)].map((one) => `__t.set(${name(one)}, ${one}); `).join('');
}

// The text of a declaration, and what must be reported after it.
function declared(node) {
  const later = [];
  const isMany = node.declarations.filter((part) => part.init).length > 1;
  const parts = node.declarations.map((part) => {
    if (part.init === null) return text(part);
    if (isFunction(part.init)) return `${text(part.id)} = ${evaluate(part.init)}`;
    if (part.id.type !== 'Identifier' || isMany) {
      later.push(...names(part.id));
      return `${text(part.id)} = ${evaluate(part.init)}`;
    }
    part.init.taken = true;
    return `${part.id.name} = __t.set(${name(part.id.name)}, ${evaluate(part.init)})`;
  });
  return [`${node.kind} ${parts.join(', ')}`, later.length > 1 ? `__t.together({${[...new Set(later)]}}); ` : sets(later)];
}

// A declaration that only names functions, modules or the lines of the input, or gives no values: no step.
function isSilent(node) {
  return node.declarations.every((part) => {
    if (part.init === null || isFunction(part.init)) return true;
    const made = text(part.init);
    if (/readFileSync\((0|['"]\/dev\/stdin['"])/.test(made) && part.id.type === 'Identifier') inputs.add(part.id.name);
    return inputs.has(part.id.name) || /^require\(["'][\w:]+["']\)$/.test(made);
  });
}

// for (let i = a; i < b; i++): the form that a counted loop has in every language.
function counted(node) {
  const { init, test, update } = node;
  if (init?.type !== 'VariableDeclaration' || init.declarations.length !== 1 || !test || !update) return null;
  const [{ id, init: start }] = init.declarations;
  const changed = update.type === 'UpdateExpression' ? update.argument : update.type === 'AssignmentExpression' ? update.left : null;
  const isSame = (part) => part?.type === 'Identifier' && part.name === id.name;
  if (!start || !isSame(id) || !isSame(changed) || test.type !== 'BinaryExpression' || !isSame(test.left)) return null;
  if (!['<', '<=', '>', '>='].includes(test.operator)) return null;
  const first = `__first${loops++}`;
  const bound = `${first} ? ${evaluate(test.right)} : ${plain(test.right)}`;
  const check = `__t.counted(${name(id.name)}, ${id.name}, ${name(test.operator)}, ${bound})`;
  const begin = `${init.kind} ${id.name} = ${evaluate(start)}`;
  const loop = `for (${begin}; ${check}; ${first} = false, __t.open(${line(node)}), ${plain(update)}) ${block(node.body)}`;
  return [`let ${first} = true; __t.open(${line(node)});`, loop];
}

function forLoop(node) {
  const simple = counted(node);
  if (simple) return simple;
  let [begin, later] = ['', ''];
  if (node.init?.type === 'VariableDeclaration') [begin, later] = declared(node.init);
  else if (node.init) begin = evaluate(node.init);
  const test = `__t.close(${node.test ? evaluate(node.test) : 'true'})`;
  const update = `__t.open(${line(node)})${node.update ? `, ${evaluate(node.update)}` : ''}`;
  return [`__t.open(${line(node)});`, `for (${begin}; ${test}; ${update}) ${block(node.body)}`];
}

function forEach(node) {
  const target = node.left.type === 'VariableDeclaration' ? node.left.declarations[0].id : node.left;
  const told = `${sets(names(target))}__t.close();`;
  if (node.type === 'ForInStatement') {
    const keys = node.right.type === 'Identifier' ? `${name(node.right.name)}, ${node.right.name}` : `null, ${evaluate(node.right)}`;
    const inside = `{ ${told} ${block(node.body)} }`;
    return [`__t.open(${line(node)});`, `for (${text(node.left)} of __t.each(${line(node)}, __t.keys(${keys}))) ${inside}`];
  }
  if (node.await) return ['', spliced(node, [[node.right, plain(node.right)], [node.body, block(node.body)]])];
  const values = `__t.each(${line(node)}, ${evaluate(node.right)})`;
  return [`__t.open(${line(node)});`, `for (${text(node.left)} of ${values}) { ${told} ${block(node.body)} }`];
}

const LOOPS = {
  ForStatement: forLoop,
  ForInStatement: forEach,
  ForOfStatement: forEach,
  WhileStatement: (node) =>
    ['', `while ((__t.open(${line(node)}), __t.close(${evaluate(node.test)}))) ${block(node.body)}`],
  DoWhileStatement: (node) =>
    ['', `do ${block(node.body)} while ((__t.open(${line(node.test)}), __t.close(${evaluate(node.test)})));`],
};

function looped(node) {
  const before = breakable;
  breakable = 'loop';
  const made = LOOPS[node.type](node);
  breakable = before;
  return made;
}

const STATEMENTS = {
  ExpressionStatement: (node) => (node.expression.taken = true) && around(node, `${evaluate(node.expression)};`),
  VariableDeclaration: (node) => {
    if (isSilent(node)) return `${spliced(node, node.declarations.filter((part) => isFunction(part.init)).map((part) => [part.init, evaluate(part.init)]))};`;
    const [made, later] = declared(node);
    return around(node, `${made};`, later);
  },
  FunctionDeclaration: callable,
  ClassDeclaration: classText,
  BlockStatement: block,
  EmptyStatement: text,
  IfStatement: (node) => {
    const otherwise = node.alternate ? ` else ${block(node.alternate)}` : '';
    return `__t.open(${line(node)}); if (__t.close(${evaluate(node.test)})) ${block(node.consequent)}${otherwise}`;
  },
  LabeledStatement: (node) => {
    const loop = LOOPS[node.body.type];
    if (!loop) return `${node.label.name}: { ${statement(node.body)} }`;
    const [before, made] = looped(node.body);
    return `{ ${before} ${node.label.name}: ${made} }`;
  },
  BreakStatement: (node) => (breakable === 'switch' && !node.label ? text(node) : `${around(node, '')} ${text(node)};`),
  ContinueStatement: (node) => `${around(node, '')} ${text(node)};`,
  ReturnStatement: (node) =>
    `__t.open(${line(node)}); return __t.returned(${node.argument ? evaluate(node.argument) : 'undefined'}, ${!!node.argument});`,
  ThrowStatement: (node) => `__t.open(${line(node)}); throw __t.throwing(${evaluate(node.argument)});`,
  TryStatement: (node) => {
    const { block: tried, handler, finalizer } = node;
    let made = `try ${block(tried)}`;
    if (handler) {
      const isNamed = handler.param?.type === 'Identifier';
      const param = handler.param ? text(handler.param) : '__e';
      const told = isNamed || !handler.param ? `__t.caught(${isNamed ? name(param) : null}, ${param});` : '';
      made += ` catch (${param}) { ${told} ${handler.body.body.map(statement).join('\n')} }`;
    }
    return finalizer ? `${made} finally ${block(finalizer)}` : made;
  },
  SwitchStatement: (node) => {
    const before = breakable;
    breakable = 'switch';
    const tests = node.cases.filter((part) => part.test).map((part) => part.test);
    const cases = node.cases.map((part) => {
      const inside = part.consequent.map(statement).join('\n');
      return `${part.test ? `case ${plain(part.test)}` : 'default'}: ${inside}`;
    });
    breakable = before;
    const subject = tests.every((test) => test.type === 'Literal')
      ? `__t.switched(${operand(node.discriminant)}, [${tests.map(text)}])` : `__t.close(${evaluate(node.discriminant)})`;
    return `__t.open(${line(node)}); switch (${subject}) { ${cases.join('\n')} }`;
  },
};

function statement(node) {
  const loop = LOOPS[node.type];
  if (loop) {
    const [before, made] = looped(node);
    return `{ ${before} ${made} }`;
  }
  return (STATEMENTS[node.type] ?? text)(node);
}

// The run

function fail(error) {
  recorder.add('!', saidOf(error));
  recorder.flush();
}

function finish() {
  if (partial) {
    recorder.add('>', partial);
    recorder.flush();
    partial = '';
  }
  send();
}

source = fs.readFileSync('program.js', 'utf8');
let run;
try {
  new vm.Script(`(function (exports, require, module, __filename, __dirname) {${source.replace(/^#!/, '//')}\n})`, { filename: 'program.js' });
  const tree = acorn.parse(source, {
    ecmaVersion: 'latest', locations: true, allowReturnOutsideFunction: true, allowHashBang: true,
  });
  facts = new Facts(tree);
  const head = directives(tree.body);
  const code = [...head.map(text), ...tree.body.slice(head.length).map(statement)].join('\n');
  const wrapped = `(__t) => function (exports, require, module, __filename, __dirname) {${code}\n}`;
  run = vm.runInThisContext(wrapped, { filename: 'program.js' })(recorder);
} catch (error) {
  process.stderr.write(`program.js\n\nSyntaxError: ${error.message}\n`);
  process.exit(1);
}
process.stdout.write = (data, encoding, done) => {
  recorder.out(typeof data === 'string' ? data : Buffer.from(data).toString('utf8'));
  const after = typeof encoding === 'function' ? encoding : done;
  if (after) process.nextTick(after);
  return true;
};
process.on('exit', finish);
process.on('uncaughtException', (error) => {
  fail(error);
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n    at Object.<anonymous>\n`);
  process.exit(1);
});
process.argv.splice(1, 2, path.resolve('program.js'));
const module_ = { exports: {} };
run.call(module_.exports, module_.exports, require, module_, path.resolve('program.js'), process.cwd());
