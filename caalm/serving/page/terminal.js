/* The terminal: a shell session whose every answer is predicted. The state comes back with each answer, is shown, and
   goes in with the next command; the page keeps it, the service keeps nothing. */

import * as api from "./api.js";

const HOME = "/home/user";
const EMPTY = `You are a Linux terminal emulator. Initial state:
Current directory: ${HOME}
Files: (empty)
Environment: USER=user, HOME=${HOME}`;
const KEPT = "caalm-terminal";
const MOST_TURNS = 500;

const make = (tag, className = "", text = "") => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

const unquoted = (word) => {
  if (!word.startsWith('"')) return word;
  try {
    return JSON.parse(word);
  } catch {
    return word;
  }
};

/** The parts of a state's text: { folder, files: [{ path, text, size }], variables: [[name, value]] }; text is null for a folder. */
export function readState(text) {
  const found = { folder: HOME, files: [], variables: [] };
  for (const line of text.split("\n").slice(1)) {
    if (line.startsWith("Current directory: ")) found.folder = line.slice(19);
    else if (line.startsWith("Environment: ")) {
      for (const [, name, value] of line.slice(13).matchAll(/([A-Za-z_]\w*|\?)=("(?:[^"\\]|\\.)*"|[^\s,"]*)(?:, |$)/g)) {
        found.variables.push([name, unquoted(value)]);
      }
    } else if (!line.startsWith("Files:")) {
      const words = line.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/g) ?? [];
      const path = unquoted(words[0] ?? "");
      if (path.endsWith("/")) found.files.push({ path: path.slice(0, -1), text: null, size: null });
      else if (path) found.files.push({ path, text: unquoted(words.at(-1)), size: words.length > 2 ? words[1] : "" });
    }
  }
  return found;
}

/** A folder as a prompt shows it. */
export const shortFolder = (folder) => (folder === HOME || folder.startsWith(`${HOME}/`) ? `~${folder.slice(HOME.length)}` : folder);

/** The word before the caret completed from what is believed to be there; null where nothing or no one thing fits. */
export function complete(line, state) {
  const word = /(?:^|[\s;|&<>])([^\s;|&<>'"\\]*)$/.exec(line)?.[1] ?? "";
  if (word === "" || !(state.folder === HOME || state.folder.startsWith(`${HOME}/`))) return null;
  const here = state.folder.slice(HOME.length + 1);
  const cut = word.lastIndexOf("/") + 1;
  const [above, start] = [word.slice(0, cut), word.slice(cut)];
  const parts = (above.startsWith("~/") ? above.slice(2) : above.startsWith(`${HOME}/`) ? above.slice(HOME.length + 1) : above.startsWith("/") ? null : `${here}/${above}`)?.split("/");
  if (!parts) return null;
  const folder = [];
  for (const part of parts) {
    if (part === "..") folder.pop();
    else if (part !== "" && part !== ".") folder.push(part);
  }
  const prefix = folder.length ? `${folder.join("/")}/` : "";
  const fitting = state.files
    .filter(({ path }) => path.startsWith(prefix + start) && !path.slice(prefix.length).includes("/") && /^[\w./+-]+$/.test(path.slice(prefix.length)))
    .map(({ path, text }) => path.slice(prefix.length) + (text === null ? "/" : " "));
  if (!fitting.length || (start === "" && fitting.length > 1)) return null;
  let shared = fitting[0];
  for (const each of fitting) while (!each.startsWith(shared)) shared = shared.slice(0, -1);
  return shared.length > start.length ? line + shared.slice(start.length) : null;
}

export class Terminal {
  /** `remember` and `recall` keep the session between visits, `toast` tells what is no part of it. */
  constructor(root, { remember, recall, toast }) {
    this.part = (name) => root.querySelector(`[data-part=${name}]`);
    this.screen = this.part("screen");
    this.input = this.part("command");
    this.remember = remember;
    this.recall = recall;
    this.toast = toast;
    this.about = null;
    this.asking = null;
    this.typed = [];
    this.clear();

    this.part("line").addEventListener("submit", (event) => {
      event.preventDefault();
      this.run(this.input.value);
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.screen.parentElement.addEventListener("click", (event) => {
      if (getSelection().isCollapsed && !event.target.closest("button")) this.input.focus({ preventScroll: true });
    });
    this.part("again").addEventListener("click", () => {
      this.clear();
      this.keep();
      this.input.focus();
    });
    this.part("verify").addEventListener("click", () => this.verify());
    for (const button of root.querySelectorAll("[data-try]")) {
      button.addEventListener("click", () => {
        this.input.value = button.textContent;
        this.run(this.input.value);
        this.input.focus();
      });
    }
  }

  // -- the session ----------------------------------------------------------------------------------------------------

  clear() {
    this.stop();
    /** { command, output, confidence, problem }, each with the element that shows it. */
    this.turns = [];
    this.state = EMPTY;
    this.place = null;
    this.screen.replaceChildren();
    this.part("steps").textContent = "";
    this.show(null);
    this.tell("");
    this.offer();
  }

  /** What was kept by an earlier visit. */
  restore() {
    try {
      const kept = JSON.parse(this.recall(KEPT) ?? "null");
      if (!kept || typeof kept.state !== "string" || !Array.isArray(kept.turns)) return;
      for (const { command, output, confidence } of kept.turns) {
        const turn = { command: String(command), output: String(output), confidence: Number(confidence), problem: null };
        turn.entry = this.enter(turn.command, String(kept.prompts?.[this.turns.length] ?? "~"));
        this.turns.push(turn);
        this.typed.push(turn.command);
        this.fill(turn);
      }
      this.state = kept.state;
      this.show(null);
      this.offer();
    } catch {
      this.clear();
    }
  }

  keep() {
    const turns = this.turns.map(({ command, output, confidence }) => ({ command, output, confidence }));
    const prompts = this.turns.map(({ entry }) => entry.dataset.folder);
    this.remember(KEPT, turns.length ? JSON.stringify({ state: this.state, turns, prompts }) : null);
  }

  stop() {
    this.asking?.abort();
    this.asking = null;
  }

  async run(command) {
    if (this.asking) return;
    if (this.turns.length >= MOST_TURNS) {
      this.toast("The session is long: start over.");
      return;
    }
    this.input.value = "";
    this.place = null;
    if (command.trim() !== "" && this.typed.at(-1) !== command) this.typed.push(command);
    const folder = shortFolder(readState(this.state).folder);
    const entry = this.enter(command, folder);
    if (command.trim() === "") {
      entry.classList.remove("is-writing");
      return;
    }
    const controller = new AbortController();
    this.asking = controller;
    this.tell("");
    this.offer();
    try {
      const answer = await api.shell({ command, state: this.state }, controller.signal);
      if (this.asking !== controller) return;
      const turn = { command, output: answer.output, confidence: answer.confidence, problem: answer.problem, entry };
      const before = this.state;
      this.turns.push(turn);
      this.state = answer.state;
      this.fill(turn);
      this.part("steps").textContent = answer.steps;
      this.show(before);
      this.keep();
    } catch (error) {
      entry.classList.remove("is-writing");
      const text = error.name === "AbortError" ? "^C" : error.message;
      entry.append(make("p", error.name === "AbortError" ? "quiet" : "bad", text));
      this.toEnd();
    } finally {
      if (this.asking === controller) this.asking = null;
      this.offer();
    }
  }

  async verify() {
    if (this.part("verify").disabled) return;
    const controller = new AbortController();
    this.asking = controller;
    this.offer();
    this.tell("running in bash …");
    try {
      const turns = this.turns.map(({ command, output }) => ({ command, output }));
      const found = await api.verifyShell({ turns }, controller.signal);
      if (this.asking !== controller) return;
      this.mark(found);
    } catch (error) {
      this.tell(error.name === "AbortError" ? "" : error.message, "is-bad-news");
    } finally {
      if (this.asking === controller) this.asking = null;
      this.offer();
    }
  }

  // -- showing --------------------------------------------------------------------------------------------------------

  enter(command, folder) {
    const entry = make("div", "entry is-writing");
    entry.dataset.folder = folder;
    const asked = make("div", "asked");
    asked.append(make("span", "prompt", `${folder}$`), " ", make("span", "typed", command));
    entry.append(asked);
    this.screen.append(entry);
    this.toEnd();
    return entry;
  }

  fill({ entry, output, confidence, problem }) {
    entry.classList.remove("is-writing");
    const sure = make("span", "sure-of", `${Math.floor(confidence * 100)} %`);
    sure.title = "how sure the model is of all that it wrote";
    entry.querySelector(".asked").append(sure);
    if (output !== "") entry.append(make("pre", "shown", output));
    if (problem) entry.append(make("p", "bad", problem));
    this.toEnd();
  }

  mark({ count, wrong, expected }) {
    for (const [index, { entry }] of this.turns.entries()) {
      entry.querySelector(".expected")?.remove();
      entry.classList.toggle("is-right", wrong === null || index < wrong - 1);
      entry.classList.toggle("is-false", wrong !== null && index === wrong - 1);
    }
    if (wrong === null) {
      this.tell(count === 1 ? "The answer is what bash shows." : `All ${count} answers are what bash shows.`, "is-good-news");
      return;
    }
    const { entry } = this.turns[wrong - 1];
    const truth = make("div", "expected");
    if (expected === null) truth.append(make("p", "quiet", "bash had ended by then"));
    else truth.append(make("p", "quiet", expected === "" ? "bash shows nothing" : "bash shows:"), ...(expected === "" ? [] : [make("pre", "shown", expected)]));
    entry.append(truth);
    entry.scrollIntoView({ block: "nearest" });
    this.tell(`Answer ${wrong} of ${count} is the first wrong one.`, "is-bad-news");
  }

  tell(text, kind = "") {
    this.part("verdict").className = `verdict ${kind}`;
    this.part("verdict").textContent = text;
  }

  /** The state, and what in it is another than before. */
  show(before) {
    const [now, was] = [readState(this.state), before === null ? null : readState(before)];
    this.part("prompt").textContent = `${shortFolder(now.folder)}$`;
    this.part("folder").textContent = now.folder;
    const rows = [];
    const old = new Map(was?.files.map(({ path, text }) => [path, text]));
    for (const { path, text, size } of now.files) {
      const change = was === null ? "" : !old.has(path) ? "new" : old.get(path) !== text ? "changed" : "";
      const depth = path.split("/").length - 1;
      const row = this.row(path.split("/").at(-1) + (text === null ? "/" : ""), text ?? "", size ?? "", change);
      row.firstChild.style.paddingInlineStart = `${0.375 + depth}rem`;
      row.firstChild.title = path;
      rows.push(row);
    }
    const there = new Set(now.files.map(({ path }) => path));
    for (const path of old.keys()) if (!there.has(path)) rows.push(this.row(path, "", "", "gone"));
    this.part("files").tBodies[0].replaceChildren(...rows);
    this.part("none").hidden = rows.length > 0;
    const values = new Map(was?.variables);
    this.part("variables").tBodies[0].replaceChildren(...now.variables.map(([name, value]) =>
      this.row(name === "?" ? "$?" : name, value, "", was !== null && values.get(name) !== value ? (values.has(name) ? "changed" : "new") : "", false)));
  }

  row(name, value, size, change, sized = true) {
    const row = make("tr", change === "gone" ? "is-gone" : change ? "is-changed" : "");
    const head = make("th", "", name);
    head.scope = "row";
    const cell = make("td", "value", value.replace(/\n$/, "").replaceAll("\n", "↵\n"));
    row.append(head, ...(sized ? [make("td", "size", size)] : []), cell, make("td", "was", change));
    return row;
  }

  toEnd() {
    this.screen.scrollTop = this.screen.scrollHeight;
  }

  offer() {
    const busy = this.asking !== null;
    this.screen.setAttribute("aria-busy", String(busy));
    this.part("hint").hidden = this.screen.children.length > 0;
    this.part("again").disabled = this.turns.length === 0 && this.screen.children.length === 0;
    this.part("verify").disabled = busy || this.turns.length === 0 || !this.about?.verify_shells;
    this.part("verify-note").textContent = !this.about || this.about.verify_shells ? "" : "This server runs nothing, so bash is not asked.";
    this.part("untrained").hidden = !this.about || this.about.shells;
  }

  // -- keys -----------------------------------------------------------------------------------------------------------

  key(event) {
    if (event.altKey || event.metaKey) return;
    if (event.ctrlKey) {
      if (event.key === "l") {
        event.preventDefault();
        for (const each of [...this.screen.children]) each.hidden = true;
      } else if (event.key === "c" && this.input.selectionStart === this.input.selectionEnd) {
        event.preventDefault();
        if (this.asking) this.stop();
        else this.input.value = "";
      }
      return;
    }
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      this.back(event.key === "ArrowUp" ? -1 : 1);
    } else if (event.key === "Escape") {
      this.isLeaving = true;
      return;
    } else if (event.key === "Tab" && !event.shiftKey && !this.isLeaving && this.input.selectionStart === this.input.value.length) {
      const longer = complete(this.input.value, readState(this.state));
      if (longer !== null) {
        event.preventDefault();
        this.input.value = longer;
      }
    }
    this.isLeaving = false;
  }

  back(step) {
    if (this.place === null) {
      this.draft = this.input.value;
      this.place = this.typed.length;
    }
    this.place = Math.min(this.typed.length, Math.max(0, this.place + step));
    this.input.value = this.place === this.typed.length ? this.draft : this.typed[this.place];
    this.input.setSelectionRange(this.input.value.length, this.input.value.length);
  }
}
