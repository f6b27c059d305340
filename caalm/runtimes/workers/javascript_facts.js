// What a JavaScript program says about its calls: what is read after each, and what its functions may change.
// A return restates those of the caller's variables that are read later and that the call may have written over in the
// trace; javascript_tracer.js asks before it rewrites the text. The rules are those of caalm/program/calls.py.
'use strict';

const MUTATORS = new Set(
  'push pop shift unshift splice sort reverse fill copyWithin set add delete clear appendFileSync writeFileSync'.split(' '));
const isNode = (value) => value && typeof value.type === 'string';
const isFunction = (node) => /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node?.type);

function* parts(node) {
  for (const key of Object.keys(node)) for (const child of [node[key]].flat(Infinity)) if (isNode(child)) yield child;
}

function* walk(node) {
  yield node;
  for (const child of parts(node)) yield* walk(child);
}

// The names of variables in a tree; what stands behind a dot or before a colon is none.
function* identifiers(node) {
  if (node.type === 'Identifier') yield node.name;
  const hidden = [];
  if (node.type === 'MemberExpression' && !node.computed) hidden.push(node.property);
  if (/^(Property|MethodDefinition|PropertyDefinition)$/.test(node.type) && !node.computed && !node.shorthand) hidden.push(node.key);
  for (const child of parts(node)) if (!hidden.includes(child)) yield* identifiers(child);
}

function* bound(pattern) {
  if (!pattern) return;
  if (pattern.type === 'Identifier') yield pattern.name;
  else if (pattern.type === 'AssignmentPattern') yield* bound(pattern.left);
  else if (pattern.type === 'RestElement') yield* bound(pattern.argument);
  else if (pattern.type === 'ArrayPattern') for (const part of pattern.elements) yield* bound(part);
  else if (pattern.type === 'ObjectPattern') for (const part of pattern.properties) yield* bound(part.value ?? part);
}

// Every function gets its name: its own, that of the variable that holds it, or that of the class and method.
function nameFunctions(tree) {
  const functions = [];
  for (const node of walk(tree)) {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && isFunction(node.init)) node.init.called = node.id.name;
    if (node.type === 'Property' && isFunction(node.value) && node.key.name) node.value.called = node.key.name;
    if (/^Class(Declaration|Expression)$/.test(node.type)) {
      for (const part of node.body.body) {
        if (isFunction(part.value)) [part.value.called, part.value.owner] = [part.key.name ?? '_', `${node.id?.name ?? '_'}.`];
      }
    }
    if (isFunction(node)) {
      node.called ??= node.id?.name ?? '_';
      functions.push(node);
    }
  }
  return functions;
}

// The own expressions of a statement in the order in which they are done, and whether their value is surely written.
function* inOrder(node, isSpelled = true) {
  if (!node) return;
  if (isFunction(node)) return;
  if (node.type === 'Identifier') {
    yield [node, isSpelled];
  } else if (node.type === 'CallExpression' || node.type === 'NewExpression') {
    if (node.callee.type === 'MemberExpression') {
      yield* inOrder(node.callee.object, isSpelled && !MUTATORS.has(node.callee.property.name));
      if (node.callee.computed) yield* inOrder(node.callee.property, isSpelled);
    } else if (node.callee.type !== 'Identifier') {
      yield* inOrder(node.callee, isSpelled);
    }
    for (const part of node.arguments) yield* inOrder(part, isSpelled);
    yield [node, isSpelled];
  } else if (node.type === 'MemberExpression') {
    yield* inOrder(node.object, false);
    if (node.computed) yield* inOrder(node.property, isSpelled);
  } else if (node.type === 'LogicalExpression') {
    yield* inOrder(node.left, isSpelled);
    yield* inOrder(node.right, false);
  } else if (node.type === 'ConditionalExpression') {
    yield* inOrder(node.test, isSpelled);
    yield* inOrder(node.consequent, false);
    yield* inOrder(node.alternate, false);
  } else if (node.type === 'AssignmentExpression') {
    if (node.left.type === 'MemberExpression') {
      if (node.left.computed) yield* inOrder(node.left.property, isSpelled);
      if (node.operator !== '=') yield* inOrder(node.left, isSpelled);
    } else if (node.operator !== '=') {
      yield* inOrder(node.left, isSpelled);
    }
    yield* inOrder(node.right, isSpelled);
  } else if (node.type === 'VariableDeclarator') {
    yield* inOrder(node.init, isSpelled);
  } else if (node.type === 'Property') {
    yield* inOrder(node.value, isSpelled);
  } else {
    for (const part of parts(node)) yield* inOrder(part, isSpelled);
  }
}

const OWN = ['test', 'discriminant', 'argument', 'expression', 'right', 'init', 'declarations'];
const LOOPS = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement']);

class Facts {
  constructor(tree) {
    this.later = [];
    this.names = [...new Set([...walk(tree)].flatMap((node) =>
      node.type === 'VariableDeclarator' ? [...bound(node.id)] : isFunction(node) ? node.params.flatMap((part) => [...bound(part)]) : []))];
    const functions = nameFunctions(tree);
    const inside = new Map();
    const called = new Map();
    for (const node of functions) {
      inside.set(node.called, [...(inside.get(node.called) ?? []), node]);
      const names = [...walk(node)].filter((part) => part.type === 'CallExpression')
        .map((part) => part.callee.name ?? part.callee.property?.name);
      called.set(node.called, new Set([...(called.get(node.called) ?? []), ...names]));
    }
    [this.written, this.changing] = [new Map(), new Set()];
    for (const name of inside.keys()) {
      const reached = new Set([name]);
      for (const one of reached) for (const other of called.get(one)) if (inside.has(other)) reached.add(other);
      const nodes = [...reached].flatMap((one) => inside.get(one));
      this.written.set(name, new Set(nodes.flatMap((node) => [...identifiers(node)])));
      if (nodes.some(changes)) this.changing.add(name);
    }
    this.block(tree.body, new Set());
    for (const node of functions) if (node.body.type === 'BlockStatement') this.block(node.body.body, new Set());
      else this.statement({ type: 'ReturnStatement', argument: node.body }, new Set());
  }

  // Notes for each call what is read after it; gives what is read from the block's start on.
  block(body, after) {
    for (const node of [...body].reverse()) after = this.statement(node, after);
    return after;
  }

  statement(node, after) {
    if (!node || isFunction(node) || node.type === 'ClassDeclaration') return after;
    if (node.type === 'BlockStatement') return this.block(node.body, after);
    if (node.type === 'LabeledStatement') return this.statement(node.body, after);
    if (node.type === 'ReturnStatement') after = new Set();
    const blocks = [node.consequent, node.alternate, node.block, node.handler?.body, node.finalizer]
      .filter((part) => isNode(part) && !node.type.endsWith('Expression'));
    const start = new Set(after);
    if (LOOPS.has(node.type)) {
      for (const name of identifiers(node)) start.add(name);
      this.statement(node.body, start);
    } else if (node.type === 'SwitchStatement') {
      for (const part of node.cases) for (const name of this.block(part.consequent, after)) start.add(name);
    }
    for (const part of blocks) for (const name of this.statement(part, after)) start.add(name);
    after = start;
    const expression = node.type === 'ExpressionStatement' ? node.expression : null;
    if (node.type === 'VariableDeclaration') for (const part of node.declarations) for (const name of bound(part.id)) after.delete(name);
    const assigned = expression?.type === 'AssignmentExpression' ? expression.left : null;
    if (assigned && assigned.type !== 'MemberExpression') for (const name of bound(assigned)) after.delete(name);
    const changed = assigned?.type === 'MemberExpression' ? assigned.object.name
      : expression?.type === 'CallExpression' && MUTATORS.has(expression.callee.property?.name) ? expression.callee.object.name : null;
    if (changed) after.add(changed);
    const read = OWN.flatMap((key) => [node[key]].flat().filter(isNode)).flatMap((part) => [...inOrder(part)]);
    read.forEach(([part], place) => {
      if (part.type !== 'CallExpression') return;
      const rest = read.slice(place + 1).filter(([other]) => other.type === 'Identifier');
      const spelled = new Set(rest.filter(([, isSpelled]) => isSpelled).map(([other]) => other.name));
      const wanted = new Set([...rest.map(([other]) => other.name), ...[...after].sort()]);
      part.later = this.later.push([...wanted].filter((name) => !spelled.has(name))) - 1;
    });
    for (const [part] of read) if (part.type === 'Identifier') after.add(part.name);
    return after;
  }
}

function changes(node) {
  for (const part of walk(node)) {
    if (part.type === 'AssignmentExpression' && part.left.type === 'MemberExpression') return true;
    if (part.type === 'UpdateExpression' && part.argument.type === 'MemberExpression') return true;
    if (part.type === 'CallExpression' && MUTATORS.has(part.callee.property?.name)) return true;
  }
  return false;
}

module.exports = { Facts, MUTATORS, isFunction, walk };
