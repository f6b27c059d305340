/* What a predicted run says about every moment of it: frames, variables, output. No page in here.
 *
 *   const [, second] = moments([{line: 1, variables: [{name: "a", value: "10", changed: true}], ...}, {line: 2, ...}]);
 *   second.frames[0].variables.get("a")  -> { value: "10", before: null, mark: "" }
 *
 * The service reads the steps (see docs/service.md); here they are only put one after another. A model writes what it
 * likes: a step that cannot be read changes nothing.
 */

const PROGRAM = "program";

function aged(frame) {
  const old = [...frame.variables].map(([name, { value }]) => [name, { value, before: null, mark: "" }]);
  return { name: frame.name, variables: new Map(old) };
}

function put(variables, name, value) {
  const known = variables.get(name);
  const isSame = known !== undefined && known.value === value;
  const before = known === undefined ? null : isSame ? known.before : known.value;
  variables.set(name, { value, before, mark: isSame ? known.mark || "read" : "changed" });
}

export const START = { frames: [{ name: PROGRAM, variables: new Map() }], output: [] };

/** The moment after one more step: `frames` from the program inwards, `output` so far, what a function returned. */
export function next(before, step) {
  // Not before the next step: at its own return a function still shows what it knew.
  const open = before.frames.at(-1).isOver ? before.frames.slice(0, -1) : before.frames;
  const frames = open.map(aged);
  const top = frames.at(-1);
  const globals = frames[0].variables;
  for (const { name, value } of step.variables) {
    // A function reads a variable of the program: it is shown where it lives.
    const isGlobal = top !== frames[0] && !top.variables.has(name) && globals.get(name)?.value === value;
    put(isGlobal ? globals : top.variables, name, value);
  }
  let returned = null;
  if (step.returns !== null && step.returns !== undefined) {
    returned = { name: top.name, value: step.returns };
    top.isOver = frames.length > 1;
  }
  if (step.call) {
    const opened = { name: step.call.function, variables: new Map() };
    step.call.arguments.forEach(({ name, value }) => put(opened.variables, name, value));
    frames.push(opened);
  }
  return { step, frames, output: [...before.output, ...step.printed], returned };
}

/** The moments after each of some steps. */
export function moments(steps) {
  const found = [];
  for (const step of steps) found.push(next(found.at(-1) ?? START, step));
  return found;
}
