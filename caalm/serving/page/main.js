/* The page: what is asked, what came back, and where everything is shown. */

import { Answer, firstDifference, percent, place } from "./answer.js";
import * as api from "./api.js";
import { Editor } from "./editor.js";
import { Lesson } from "./lesson.js";
import { pack, unpack } from "./share.js";
import { Stepper } from "./stepper.js";
import { Terminal } from "./terminal.js";

const $ = (id) => document.getElementById(id);
const editor = new Editor($("editor"));
const plain = new Answer($("plain"));
const stepped = new Answer($("stepped"));
const stepper = new Stepper($("run"), editor);
const lesson = new Lesson($("lesson"));
const terminal = new Terminal($("panel-terminal"), { remember, recall, toast: (text) => toast(text) });

const state = {
  about: null,
  examples: [],
  /** The truth about the program in the editor, as long as nobody changes it: { output, steps, source, ended }. */
  truth: null,
  /** The language that it is in, where that is known. */
  language: null,
  /** How it was drawn, where it was: the same again gives the same program and its truth. */
  drawn: null,
  /** What is being asked; a new question ends it. */
  asking: null,
};

function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Without a storage the page forgets, and works.
  }
}

function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

// -- telling ----------------------------------------------------------------------------------------------------------

let toastTimer;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 4000);
}

function complain(error) {
  if (error.name === "AbortError") return;
  $("error").textContent = error.message;
  $("error").hidden = false;
  const field = { code: "code", input: "input", guide: "guide", examples: "lesson" }[(error.param ?? "").split(/[.[]/)[0]];
  if (field === "lesson" || field === "guide") $("lesson").open = true;
  $("code").setAttribute("aria-invalid", String(field === "code"));
}

function quiet() {
  $("error").hidden = true;
  $("code").removeAttribute("aria-invalid");
}

function verdict(parts, kind = "") {
  $("verdict").className = `verdict ${kind}`;
  $("verdict").replaceChildren(...parts.map((part) => {
    if (typeof part === "string") return document.createTextNode(part);
    const strong = document.createElement("strong");
    strong.textContent = part[0];
    return strong;
  }));
}

const shortly = (output) => {
  const line = output.split("\n")[0];
  if (output === "") return "nothing";
  return line.length > 40 || output.includes("\n") ? `${line.slice(0, 40)}…` : line;
};

/** Of two answers the one to believe: the surer one, where confidences were measured. */
function chosen() {
  const [one, other] = [plain.prediction, stepped.prediction];
  if (!one || !other) return one ? plain : other ? stepped : null;
  if (state.about?.calibrated) return other.confidence >= one.confidence ? stepped : plain;
  return other.truncated || other.problem ? plain : stepped;
}

function judge() {
  const best = chosen();
  for (const answer of [plain, stepped]) {
    answer.card.querySelector(".tag").hidden = true;
    answer.card.classList.remove("is-guess");
  }
  $("legend").hidden = best === null;
  if (!best) return;
  const both = plain.prediction && stepped.prediction;
  const apart = both ? firstDifference(plain.prediction.output, stepped.prediction.output) : null;
  const threshold = Number($("threshold").value) / 100;
  const { confidence, output } = best.prediction;
  if (both && apart !== null) best.card.querySelector(".tag").hidden = false;
  const where = apart === null ? null : place(plain.prediction.output, apart);
  const disagreement = where ? ` The two answers part at line ${where.line}, character ${where.column}.` : "";
  if (confidence < threshold) {
    for (const answer of [plain, stepped]) answer.card.classList.toggle("is-guess", answer.prediction !== null);
    verdict([["I don’t know."], ` The best guess is ${percent(confidence)} sure.${disagreement}`], "is-unknown");
  } else if (where) {
    verdict([[shortly(output)], `, ${percent(confidence)} sure.${disagreement}`], "is-apart");
  } else {
    verdict([[shortly(output)], `, ${percent(confidence)} sure.${both ? " Both ways give the same." : ""}`]);
  }
}

// -- asking -----------------------------------------------------------------------------------------------------------

function question(trace) {
  const body = { code: editor.text, trace };
  if ($("input").value !== "") body.input = $("input").value;
  if (lesson.examples.length) body.examples = lesson.examples;
  if (lesson.guide !== null) body.guide = lesson.guide;
  return body;
}

function stop() {
  state.asking?.abort();
  state.asking = null;
  busy(false);
}

function busy(is) {
  $("results").setAttribute("aria-busy", String(is));
  $("predict").firstChild.textContent = is ? "Stop " : "Predict ";
}

function clearAnswers() {
  stop();
  plain.clear();
  stepped.clear();
  stepper.clear();
  editor.mark(null);
  hideTruth();
  judge();
}

async function predict() {
  clearAnswers();
  quiet();
  const controller = new AbortController();
  state.asking = controller;
  const isCurrent = () => state.asking === controller;
  const wantsSteps = $("traced").checked && state.about?.traces !== false;
  $("stepped").hidden = !wantsSteps;
  busy(true);
  verdict(["Thinking …"]);
  try {
    plain.begin();
    plain.result(await api.predict(question(false), { characters: (each) => isCurrent() && plain.write(each) }, controller.signal));
    judge();
    if (wantsSteps) {
      $("verdict").append(" Now step by step …");
      stepped.begin();
      stepper.begin();
      const on = {
        step: ({ step }) => isCurrent() && stepper.add(step),
        characters: (each) => isCurrent() && stepped.write(each),
      };
      const prediction = await api.predict(question(true), on, controller.signal);
      stepped.result(prediction);
      stepper.result(prediction);
      judge();
    }
  } catch (error) {
    if (isCurrent()) {
      if (!plain.prediction) plain.clear();
      if (!stepped.prediction) stepped.clear();
      if (plain.prediction) judge();
      else verdict(["No answer."]);
      complain(error);
    }
  } finally {
    if (isCurrent()) {
      state.asking = null;
      busy(false);
      offerCheck();
    }
  }
}

// -- the truth --------------------------------------------------------------------------------------------------------

function hideTruth() {
  $("truth").hidden = true;
  for (const answer of [plain, stepped]) answer.card.classList.remove("is-right", "is-false");
  offerCheck();
}

/** How a check would be made now: by what is known already, by a run in the sandbox, or not at all. */
function wayToCheck() {
  const { about, truth, language } = state;
  const canRun = about?.verify && about.verify_languages.length > 0;
  const isReal = canRun && (language === null || about.verify_languages.includes(language));
  if (isReal && (language !== null || truth === null)) return "run";
  return truth ? "known" : null;
}

function offerCheck() {
  const way = wayToCheck();
  const isReady = (plain.prediction || stepped.prediction) && !state.asking;
  $("check").disabled = way === null || !isReady || editor.text.trim() === "";
  $("check").textContent = way === "run" ? "Run it and check" : "Check";
  $("language").hidden = way !== "run";
  $("keep").disabled = state.truth === null || state.truth.ended === "error";
  if (way === "known") $("check-note").textContent = "The true output is known: nothing is run.";
  else if (way === "run") $("check-note").textContent = "in the sandbox";
  else $("check-note").textContent = state.about?.verify === false ? "The truth about your own program is not known: this server runs none." : "";
}

function showTruth({ output, source, ended, steps, wrongStep, compared }) {
  const wrong = [plain, stepped].map((answer) => answer.check(output));
  const pre = $("truth").querySelector(".out");
  if (output === "") {
    const nothing = document.createElement("i");
    nothing.textContent = "nothing is printed";
    pre.replaceChildren(nothing);
  } else pre.textContent = output;
  const best = chosen();
  const isRight = wrong[best === plain ? 0 : 1] === null;
  $("truth-source").textContent = source + (ended && ended !== "ok" ? `; it ended with: ${ended}` : "");
  const line = $("truth-step");
  line.hidden = !stepped.prediction?.steps;
  line.replaceChildren();
  if (!line.hidden) {
    if (wrongStep) {
      line.className = "truth-step is-bad-news";
      line.append(`The first wrong step is ${wrongStep.index + 1}. `);
      if (wrongStep.true !== null) {
        const code = document.createElement("code");
        code.textContent = wrongStep.true;
        line.append("It should be ", code, " ");
      } else line.append("The run was over by then. ");
      const go = document.createElement("button");
      go.type = "button";
      go.className = "small";
      go.textContent = "Show it";
      go.addEventListener("click", () => {
        stepper.go(wrongStep.index + 1);
        $("run").scrollIntoView({ block: "nearest" });
      });
      line.append(go);
    } else if (steps !== null) {
      line.className = "truth-step is-good-news";
      line.textContent = compared === "effects" ? "Every step does what the run did." : "Every step is right.";
    } else line.hidden = true;
  }
  stepper.markWrong(wrongStep?.index ?? null);
  editor.markWrong(wrongStep?.line ?? null);
  $("truth").hidden = false;
  const others = best === plain ? wrong[1] : wrong[0];
  const known = isRight ? "The prediction is right." : "The prediction is wrong.";
  const other = plain.prediction && stepped.prediction && (others === null) !== isRight ? ` The other answer is ${isRight ? "wrong" : "right"}.` : "";
  verdict([[known], other], isRight ? "is-good-news" : "is-bad-news");
}

function firstWrongStep(predicted, truth) {
  for (let index = 0; index < Math.max(predicted.length, truth.length); index++) {
    const [one, other] = [predicted[index], truth[index]];
    if (one?.text !== other?.text) return { index, line: one?.line ?? other?.line ?? null, true: other?.text ?? null };
  }
  return null;
}

async function check() {
  if ($("check").disabled) return;
  quiet();
  const { truth } = state;
  if (wayToCheck() === "known") {
    const steps = stepped.prediction?.steps && truth.steps ? firstWrongStep(stepped.prediction.steps, truth.steps) : null;
    showTruth({ ...truth, wrongStep: steps, compared: "events" });
    return;
  }
  const controller = new AbortController();
  state.asking = controller;
  $("check").disabled = true;
  $("check-note").textContent = "running …";
  try {
    const body = { code: editor.text, language: $("language").value, trace: stepped.prediction !== null };
    if ($("input").value !== "") body.input = $("input").value;
    const found = await api.verify(body, controller.signal);
    if (state.asking !== controller) return;
    // The service compared an answer that was not taught; where ours was, only the outputs are compared.
    const isSame = stepped.prediction && found.prediction.output === stepped.prediction.output && lesson.isEmpty;
    const departure = isSame ? found.trace : null;
    showTruth({
      output: found.true_output.replace(/\n$/, ""),
      source: `from a run of ${found.language} in the sandbox`,
      ended: found.ended,
      steps: isSame ? found.true_steps : null,
      compared: found.compared,
      wrongStep: departure && { index: departure.step - 1, line: departure.line, true: departure.true },
    });
  } catch (error) {
    complain(error);
  } finally {
    if (state.asking === controller) state.asking = null;
    offerCheck();
  }
}

// -- programs ---------------------------------------------------------------------------------------------------------

function put(program, truth, about, drawn = null) {
  clearAnswers();
  quiet();
  editor.text = program.code.replace(/\n$/, "");
  $("editor").scrollTo(0, 0);
  $("input").value = program.input ?? "";
  inputChanged();
  state.language = program.language;
  state.truth = truth;
  state.drawn = drawn;
  if (state.about?.verify_languages.includes(program.language)) $("language").value = program.language;
  $("about-language").hidden = !about;
  $("about-language").replaceChildren(...(about ?? []));
  verdict(["Nothing has been asked yet."]);
  offerCheck();
}

function chooseExample() {
  const example = state.examples.find((each) => each.id === $("examples").value);
  if (!example) return;
  lesson.dropDrawn();
  put(example, { output: example.output, steps: null, source: "known beforehand; nothing was run" }, null);
}

const truthOf = ({ output, steps }) => ({ output, steps, source: "by the interpreter; nothing was run" });

function wordsAbout({ language, machine, seed }) {
  const name = document.createElement("b");
  name.textContent = language;
  return machine
    ? [`A ${machine} machine: `, name, `, drawn from seed ${seed}.`]
    : ["This language is called ", name, `. It was drawn from seed ${seed}, and nobody has ever written in it.`];
}

/** A shared program that was drawn is drawn once more: that tells its truth. */
async function recallTruth(asked) {
  try {
    const drawn = await api.invent(asked);
    if (drawn.code.replace(/\n$/, "") !== editor.text || (drawn.input ?? "") !== $("input").value) return;
    state.truth = truthOf(drawn);
    state.drawn = asked;
    $("about-language").replaceChildren(...wordsAbout(drawn));
    $("about-language").hidden = false;
    offerCheck();
  } catch {
    // Another version draws other programs: then nobody knows.
  }
}

async function invent({ solved = 0 } = {}) {
  quiet();
  const [kind, value] = $("kind").value.split(":");
  const body = {};
  if (kind === "tier") body.tier = Number(value);
  else if (kind === "topic" || (kind === "machine" && !solved)) body[kind] = value;
  if (solved) Object.assign(body, { solved, guided: true });
  $("invent").disabled = $("taught").disabled = true;
  try {
    const drawn = await api.invent(body);
    $("examples").value = "";
    if (solved) lesson.set(drawn);
    else lesson.dropDrawn();
    put(drawn, truthOf(drawn), wordsAbout(drawn), { ...body, seed: drawn.seed });
    if (solved) $("lesson").open = true;
    toast(drawn.machine ? `A new ${drawn.machine} machine` : "A new language");
  } catch (error) {
    complain(error);
  } finally {
    $("invent").disabled = $("taught").disabled = false;
  }
}

function inputChanged() {
  const text = $("input").value;
  const count = text === "" ? 0 : text.replace(/\n$/, "").split("\n").length;
  $("input-count").textContent = count === 0 ? "none" : count === 1 ? "1 line" : `${count} lines`;
  if (count) $("input-box").open = true;
}

/** Somebody changed the program: what was known about the old one is gone. */
function programChanged() {
  if (plain.prediction || stepped.prediction || state.asking) {
    clearAnswers();
    verdict(["The program has changed since it was asked about."]);
  }
  const was = state.language;
  state.truth = null;
  state.drawn = null;
  state.language = null;
  if (was && state.about?.verify_languages.includes(was)) $("language").value = was;
  $("about-language").hidden = true;
  $("examples").value = "";
  offerCheck();
}

// -- the page itself --------------------------------------------------------------------------------------------------

async function share() {
  const hash = await pack({
    code: editor.text, input: $("input").value, guide: lesson.guide ?? "", examples: lesson.examples,
    language: state.language, drawn: state.drawn,
  });
  history.replaceState(null, "", `#${hash}`);
  try {
    await navigator.clipboard.writeText(location.href);
    toast("The link is copied. It holds the program itself; no server keeps it.");
  } catch {
    toast("The link is in the address bar: copy it from there.");
  }
}

const TABS = ["programs", "terminal"];
const tab = () => TABS.find((each) => !$(`panel-${each}`).hidden);

function openTab(name, { focus = false } = {}) {
  for (const each of TABS) {
    const isOpen = each === name;
    $(`panel-${each}`).hidden = !isOpen;
    $(`tab-${each}`).setAttribute("aria-selected", String(isOpen));
    $(`tab-${each}`).tabIndex = isOpen ? 0 : -1;
  }
  $("share").hidden = name !== "programs";
  document.querySelector(".skip").textContent = name === "programs" ? "To the program" : "To the command line";
  document.querySelector(".skip").hash = name === "programs" ? "code" : "command";
  if (focus) $(name === "programs" ? "code" : "command").focus();
}

/** The address says which tab it is; a shared program stands there too. */
function goToTab(name, options) {
  openTab(name, options);
  if (name === "terminal") history.replaceState(null, "", "#terminal");
  else if (location.hash === "#terminal") history.replaceState(null, "", location.pathname + location.search);
}

async function restore() {
  if (location.hash === "#terminal") {
    openTab("terminal", { focus: true });
    return false;
  }
  if ($(location.hash.slice(1))) return false; // a place on the page
  let saved;
  try {
    saved = await unpack(location.hash);
  } catch (error) {
    complain(error);
    return false;
  }
  if (!saved) return false;
  openTab("programs");
  lesson.set(saved);
  lesson.isDrawn = false;
  $("lesson").open = !lesson.isEmpty;
  put(saved, null, null);
  if (saved.drawn) recallTruth(saved.drawn);
  return true;
}

const THEMES = ["auto", "light", "dark"];
function showTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  $("theme").textContent = `Theme: ${theme}`;
}

function nextTheme() {
  const now = document.documentElement.dataset.theme ?? "auto";
  const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
  showTheme(next);
  remember("caalm-theme", next === "auto" ? null : next);
}

const isTyping = (target) => target.closest?.("textarea, select, input:not([type=checkbox]):not([type=range])") !== null;

function key(event) {
  if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyT") {
    event.preventDefault();
    goToTab(tab() === "programs" ? "terminal" : "programs", { focus: true });
  } else if (tab() === "terminal") {
    if (event.altKey && event.code === "KeyV") {
      event.preventDefault();
      terminal.verify();
    } else if (event.key === "?" && !isTyping(event.target) && !document.querySelector("dialog[open]")) $("help").showModal();
  } else if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    predict();
  } else if (event.key === "F8") {
    event.preventDefault();
    if (stepper.steps.length) stepper.go(stepper.at + (event.shiftKey ? -1 : 1));
  } else if (event.altKey && !event.ctrlKey && !event.metaKey) {
    // The key's place, not its letter: with Alt some systems type another one.
    const action = { KeyN: invent, KeyV: check, KeyS: share }[event.code];
    if (action) {
      event.preventDefault();
      action();
    }
  } else if (!isTyping(event.target) && !event.defaultPrevented && !document.querySelector("dialog[open]")) {
    if (event.key === "?") $("help").showModal();
    else if (["ArrowLeft", "ArrowRight"].includes(event.key) && !event.target.closest("input, .out, .scroll, .printed")) stepper.key(event);
  }
}

function option(value, text) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}

function group(label, options) {
  const made = document.createElement("optgroup");
  made.label = label;
  made.append(...options);
  return made;
}

const NAMES = { python: "Python", javascript: "JavaScript", lua: "Lua", cobol: "COBOL" };
const named = (name) => NAMES[name] ?? name.charAt(0).toUpperCase() + name.slice(1);

function fillExamples() {
  const kinds = { card: "From the published card", language: "Real languages", topic: "Topics", machine: "Machines" };
  for (const [kind, label] of Object.entries(kinds)) {
    const found = state.examples.filter((each) => each.kind === kind);
    if (found.length) $("examples").append(group(label, found.map((each) => option(each.id, named(each.title)))));
  }
}

function fillKinds({ topics, machines }) {
  $("kind").append(
    option("any:", "Any kind"),
    group("Level", [option("tier:1", "Straight"), option("tier:2", "Conditions"), option("tier:3", "Loops")]),
    group("Topic", topics.map((each) => option(`topic:${each}`, named(each)))),
    group("Machine", machines.map((each) => option(`machine:${each}`, named(each)))),
  );
}

async function start() {
  const theme = recall("caalm-theme");
  showTheme(theme === "light" || theme === "dark" ? theme : "auto");
  const threshold = Number(recall("caalm-threshold") ?? 50);
  if (threshold >= 0 && threshold <= 100) $("threshold").value = String(threshold);
  if (!/Mac|iPhone|iPad/.test(navigator.platform)) $("predict").querySelector("kbd").textContent = "Ctrl ↵";
  else $("predict").querySelector("kbd").textContent = "⌘ ↵";

  $("predict").addEventListener("click", () => {
    if (!state.asking) predict();
    else {
      clearAnswers();
      verdict(["Stopped."]);
    }
  });
  $("examples").addEventListener("change", chooseExample);
  $("invent").addEventListener("click", () => invent());
  $("taught").addEventListener("click", () => invent({ solved: 4 }));
  $("keep").addEventListener("click", () => {
    const code = editor.text + ($("input").value ? `\n\nInput:\n${$("input").value}` : "");
    lesson.put(code, state.truth.output);
    lesson.isDrawn = false;
    lesson.changed();
  });
  $("check").addEventListener("click", check);
  $("share").addEventListener("click", share);
  $("theme").addEventListener("click", nextTheme);
  $("keys").addEventListener("click", () => $("help").showModal());
  $("input").addEventListener("input", () => {
    inputChanged();
    programChanged();
  });
  $("threshold").addEventListener("input", () => {
    remember("caalm-threshold", $("threshold").value);
    if (!state.asking && $("truth").hidden) judge();
  });
  $("code").addEventListener("input", programChanged);
  addEventListener("hashchange", restore);
  for (const each of TABS) $(`tab-${each}`).addEventListener("click", () => goToTab(each, { focus: each === "terminal" }));
  document.querySelector(".tabs").addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = TABS[(TABS.indexOf(tab()) + step + TABS.length) % TABS.length];
    goToTab(next);
    $(`tab-${next}`).focus();
  });
  terminal.restore();
  document.addEventListener("keydown", key);
  inputChanged();

  const restored = restore();
  try {
    const [about, examples] = await Promise.all([api.about(), api.examples()]);
    state.about = about;
    state.examples = examples;
    lesson.most = about.limits.examples;
    terminal.about = about;
    terminal.offer();
    fillExamples();
    fillKinds(about);
    about.verify_languages.forEach((each) => $("language").append(option(each, named(each))));
    $("traced").disabled = !about.traces;
    $("traced").checked = about.traces;
    $("calibration").textContent = about.calibrated
      ? "Confidences were measured: of answers with 80 %, about 80 % are right."
      : "Confidence is the model’s own probability of what it wrote; it was not measured.";
    $("about").textContent = `CaaLM ${about.version}, model ${about.model}, engine ${about.engine}. ${about.verify
      ? "Nothing that you write is run unless you ask for a check, and then only in a sandbox."
      : "Nothing that you write is run."}`;
    if (!(await restored) && editor.text === "" && examples.length) {
      const broken = $("error").hidden ? null : $("error").textContent;
      $("examples").value = examples[0].id;
      chooseExample();
      if (broken) complain(new Error(broken));
    } else if (about.verify_languages.includes(state.language)) $("language").value = state.language;
  } catch (error) {
    complain(error);
  }
  offerCheck();
  document.documentElement.dataset.ready = "true";
}

start();
