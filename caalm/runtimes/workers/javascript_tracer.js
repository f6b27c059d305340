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

const MOST = Number(process.argv[2]);
const [MOST_TEXT, MOST_DEPTH] = [300, 5];

// Values

function shown(value, depth = 0) {
  switch (typeof value) {
    case 'boolean': return value ? 'T' : 'F';
    case 'number': return Object.is(value, -0) ? '-0' : String(value);
    case 'string': return JSON.stringify(value.length > MOST_TEXT ? value.slice(0, MOST_TEXT) + '…' : value);
    case 'undefined': return 'undefined';
    case 'bigint': return `@${value}n`;
    case 'symbol': return '@symbol';
    case 'function': return '@' + String(value.name).replace(/[^\w$.]/g, '_');
  }
  if (value === null) return 'null';
  if (depth === MOST_DEPTH) return '@';
  if (value instanceof Error) return `@${value.name}(${JSON.stringify(String(value.message))})`;
  const parts = [];
  let size = 0;
  const add = (text) => {
    size += text.length;
    parts.push(size > MOST_TEXT ? '…' : text);
    return size > MOST_TEXT;
  };
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (add(shown(value[i], depth + 1))) break;
    return `[${parts}]`;
  }
  const kind = Object.getPrototypeOf(value)?.constructor?.name ?? '';
  const name = kind === 'Object' || kind === '' ? '' : '@' + kind.replace(/[^\w$]/g, '_');
  if (value instanceof Map) {
    for (const [key, item] of value) if (add(`${shown(key, depth + 1)}:${shown(item, depth + 1)}`)) break;
  } else if (value instanceof Set) {
    for (const item of value) if (add(shown(item, depth + 1))) break;
  } else {
    for (const key of Object.keys(value)) {
      const label = /^[\w$]+$/.test(key) ? key : JSON.stringify(key);
      if (add(`${label}:${shown(value[key], depth + 1)}`)) break;
    }
  }
  return name && parts.length === 0 ? name : `${name}{${parts}}`;
}

function coded(value) {
  if (typeof value === 'boolean' || (typeof value === 'string' && value.length <= MOST_TEXT)) return value;
  return typeof value === 'number' ? { n: shown(value) } : { s: shown(value) };
}

// Whether there is nothing to show of a value but what it is called.
function isOpaque(value) {
  if (typeof value === 'function' || typeof value === 'symbol') return true;
  return typeof value === 'object' && value !== null && /^@[\w$.]*$/.test(shown(value));
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

let [count, at, isOpen, events, partial, failure] = [0, 0, false, [], '', null];
const callers = [];
const recorder = {
  open(line) {
    if (events.length) recorder.flush();
    [at, isOpen] = [line, true];
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
  op(op, leftName, left, rightName, right) {
    const result = OPERATIONS[op](left, right);
    recorder.add('o', leftName, coded(left), SAME[op] ?? op, rightName, coded(right), coded(result));
    return result;
  },
  // Math.floor(a / b) is how JavaScript writes a // b.
  quotient(round, leftName, left, rightName, right) {
    const result = round(left / right);
    recorder.add('o', leftName, coded(left), '//', rightName, coded(right), coded(result));
    return result;
  },
  unary(op, name, operand) {
    const result = OPERATIONS['unary ' + op](operand);
    recorder.add('u', SAME[op] ?? op, name, coded(operand), coded(result));
    return result;
  },
  logic(op, leftName, left, rightName, right) {
    const decides = op === '&&' ? !left : op === '||' ? left : left !== undefined && left !== null;
    if (decides) {
      if (leftName !== null) recorder.set(leftName, left);
      return left;
    }
    const value = right();
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
    for (const value of values) {
      recorder.open(line);
      yield value;
    }
    recorder.open(line);
    recorder.close();
  },
  joined(text) {
    recorder.add('j', text);
    return text;
  },
  item(name, base, index) {
    const value = base[index];
    return recorder.read(`${name}[${typeof index === 'symbol' ? '' : String(index)}]`, value);
  },
  call(name, callee, ...args) {
    const result = callee(...args);
    if (result !== undefined && !isOurs(callee) && !isOpaque(result)) recorder.set(`${name}()`, result);
    return result;
  },
  method(name, receiver, key, ...args) {
    const callee = receiver[key];
    if (typeof callee !== 'function') return receiver[key](...args); // throws what the program would throw
    const before = name === null || isGiven(name) ? null : shown(receiver);
    const place = events.length;
    const result = callee.apply(receiver, args);
    if (name !== null && !isGiven(name) && !isOpaque(receiver)) {
      if (shown(receiver) !== before) recorder.set(name, receiver);
      else if (!isOurs(callee)) events.splice(place, 0, ['b', name, coded(receiver)]);
    }
    if (result !== undefined && name !== 'process' && !isOurs(callee) && !isOpaque(result)) {
      recorder.set(`${typeof key === 'symbol' ? '' : String(key)}()`, result);
    }
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
  enter(line, parameters, suspends) {
    if (events.length) recorder.flush();
    if (!suspends) callers.push([at, isOpen]);
    recorder.open(line);
    for (const name in parameters) recorder.read(name, parameters[name]);
    recorder.close();
  },
  leave() {
    if (events.length) recorder.flush();
    [at, isOpen] = callers.pop();
  },
  returned(value) {
    recorder.set('return', value);
    return recorder.close(value);
  },
  failing(error) {
    if (failure === null || failure.error !== error) failure = { error, at };
  },
  caught(line, name, error) {
    recorder.open(line);
    recorder.set(name, error);
    recorder.close();
  },
};

// Rewriting: every function gives the text that takes a node's place

let source = '';
let loops = 0;
const text = (node) => source.slice(node.start, node.end);
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

function operand(node) {
  if (node.type === 'Identifier' && !NATIVE.has(node.name)) return `${name(node.name)}, ${node.name}`;
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

const printed = (node) => joined(node) ?? evaluate(node);
const spread = (node) => (node.type === 'SpreadElement' ? `...${evaluate(node.argument)}` : evaluate(node));

function callable(node) {
  const suspends = node.async || node.generator;
  const given = [...new Set(node.params.flatMap((part) => [...names(part)]))];
  const isBlock = node.body.type === 'BlockStatement';
  const head = isBlock ? directives(node.body.body) : [];
  const inside = isBlock
    ? node.body.body.slice(head.length).map(statement).join(' ')
    : `__t.open(${line(node.body)}); return __t.returned(${evaluate(node.body)});`;
  const enter = `__t.enter(${line(node)}, {${given}}, ${suspends});`;
  const guarded = suspends ? inside : `try { ${inside} } catch (__e) { __t.failing(__e); throw __e; } finally { __t.leave(); }`;
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
    return `__t.op(${name(node.operator)}, ${operand(node.left)}, ${operand(node.right)})`;
  },
  LogicalExpression: (node) => {
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
    return base === null || base === 'this' ? text(node) : `__t.after(${text(node)}, ${name(base)}, ${base})`;
  },
  AssignmentExpression: assigned,
  ConditionalExpression: (node) =>
    `(${evaluate(node.test)} ? ${evaluate(node.consequent)} : ${evaluate(node.alternate)})`,
  ParenthesizedExpression: (node) => `(${evaluate(node.expression)})`,
  SequenceExpression: (node) => `(${node.expressions.map(evaluate).join(', ')})`,
  ArrayExpression: (node) => spliced(node, node.elements.map((part) => [part, part && spread(part)])),
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
      if (['Identifier', 'ThisExpression'].includes(object.type)) return `__t.read(${name(text(node))}, ${text(node)})`;
      return `(${evaluate(object)}).${property.name}`;
    }
    if (object.type === 'Identifier') return `__t.item(${name(object.name)}, ${object.name}, ${evaluate(property)})`;
    return `__t.item('', ${evaluate(object)}, ${evaluate(property)})`;
  },
  CallExpression: (node) => {
    const { callee } = node;
    const isPrint = callee.type === 'MemberExpression' && root(callee) === 'console';
    const args = node.arguments.map((arg) => (isPrint && arg.type !== 'SpreadElement' ? printed(arg) : spread(arg)));
    if (isPrint || callee.type === 'Super') return `${text(callee)}(${args})`;
    const [ratio] = node.arguments;
    const isRounding = ['Math.floor', 'Math.trunc'].includes(text(callee));
    if (isRounding && ratio?.type === 'BinaryExpression' && ratio.operator === '/') {
      return `__t.quotient(${text(callee)}, ${operand(ratio.left)}, ${operand(ratio.right)})`;
    }
    if (callee.type === 'Identifier') {
      if (['eval', 'require'].includes(callee.name)) return `${callee.name}(${args})`;
      return `__t.call(${[name(callee.name), callee.name, ...args]})`;
    }
    if (callee.type !== 'MemberExpression') return `(${evaluate(callee)})(${args})`;
    const { object, property } = callee;
    if (object.type === 'Super' || property.type === 'PrivateIdentifier') return `${plain(callee)}(${args})`;
    const key = callee.computed ? evaluate(property) : name(property.name);
    const isNamed = object.type === 'Identifier' && !NATIVE.has(object.name);
    const receiver = isNamed ? `${name(object.name)}, ${object.name}` : `null, ${evaluate(object)}`;
    return `__t.method(${[receiver, key, ...args]})`;
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
  const parts = node.declarations.map((part) => {
    if (part.init === null) return text(part);
    if (part.id.type !== 'Identifier' || isFunction(part.init)) {
      later.push(...names(part.id));
      return `${text(part.id)} = ${evaluate(part.init)}`;
    }
    return `${part.id.name} = __t.set(${name(part.id.name)}, ${evaluate(part.init)})`;
  });
  return [`${node.kind} ${parts.join(', ')}`, sets(later)];
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
    const inside = `{ __t.open(${line(node)}); ${told} ${block(node.body)} }`;
    return [`__t.open(${line(node)});`, `for (${text(node.left)} in ${evaluate(node.right)}) ${inside}`];
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

const STATEMENTS = {
  ExpressionStatement: (node) => around(node, `${evaluate(node.expression)};`),
  VariableDeclaration: (node) => {
    const [made, later] = declared(node);
    return around(node, `${made};`, later);
  },
  FunctionDeclaration: callable,
  ClassDeclaration: (node) => around(node, classText(node), sets([node.id.name])),
  BlockStatement: block,
  EmptyStatement: text,
  IfStatement: (node) => {
    const otherwise = node.alternate ? ` else ${block(node.alternate)}` : '';
    return `__t.open(${line(node)}); if (__t.close(${evaluate(node.test)})) ${block(node.consequent)}${otherwise}`;
  },
  LabeledStatement: (node) => {
    const loop = LOOPS[node.body.type];
    if (!loop) return `${node.label.name}: { ${statement(node.body)} }`;
    const [before, made] = loop(node.body);
    return `{ ${before} ${node.label.name}: ${made} }`;
  },
  BreakStatement: (node) => `${around(node, '')} ${text(node)};`,
  ContinueStatement: (node) => `${around(node, '')} ${text(node)};`,
  ReturnStatement: (node) =>
    `__t.open(${line(node)}); return __t.returned(${node.argument ? evaluate(node.argument) : 'undefined'});`,
  ThrowStatement: (node) => `__t.open(${line(node)}); throw ${evaluate(node.argument)};`,
  TryStatement: (node) => {
    const { block: tried, handler, finalizer } = node;
    let made = `try ${block(tried)}`;
    if (handler) {
      const isNamed = handler.param?.type === 'Identifier';
      const param = handler.param ? text(handler.param) : '__e';
      const told = isNamed || !handler.param ? `__t.caught(${line(handler)}, ${name(isNamed ? param : 'catch')}, ${param});` : '';
      made += ` catch (${param}) { ${told} ${handler.body.body.map(statement).join('\n')} }`;
    }
    return finalizer ? `${made} finally ${block(finalizer)}` : made;
  },
  SwitchStatement: (node) => {
    const cases = node.cases.map((part) => {
      const inside = part.consequent.map(statement).join('\n');
      return `${part.test ? `case ${plain(part.test)}` : 'default'}: ${inside}`;
    });
    return `__t.open(${line(node)}); switch (__t.close(${evaluate(node.discriminant)})) { ${cases.join('\n')} }`;
  },
};

function statement(node) {
  const loop = LOOPS[node.type];
  if (loop) {
    const [before, made] = loop(node);
    return `{ ${before} ${made} }`;
  }
  return (STATEMENTS[node.type] ?? text)(node);
}

// The run

function fail(error) {
  if (failure !== null && failure.error === error) {
    if (events.length && failure.at !== at) recorder.flush();
    at = failure.at;
  }
  recorder.add('!', error instanceof Error ? `${error.name}: ${error.message}` : shown(error));
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
