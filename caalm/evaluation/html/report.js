"use strict";
(() => {
  const byId = (id) => document.getElementById(id);

  // -- light and dark -------------------------------------------------------------------------------------------------

  const themes = ["system", "light", "dark"];
  const themeButton = byId("theme");
  let theme = "system";
  // A browser may refuse a page from a file any storage: then the choice lasts as long as the page.
  try { theme = localStorage.getItem("caalm-theme") || "system"; } catch { /* as above */ }
  const showTheme = () => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    themeButton.textContent = `Theme: ${theme}`;
  };
  themeButton.hidden = false;
  themeButton.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    try { localStorage.setItem("caalm-theme", theme); } catch { /* as above */ }
    showTheme();
  });
  showTheme();

  // Folded tables are printed too.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((each) => { each.open = false; }));

  // -- the programs ---------------------------------------------------------------------------------------------------

  const suites = JSON.parse(byId("data").textContent);
  const browser = byId("browser");
  if (!browser) return;
  browser.hidden = false;
  const [suiteBox, showBox, groupBox, orderBox, searchBox] = ["suite", "show", "group", "order", "search"].map(byId);
  const [list, place, detail] = ["list", "place", "detail"].map(byId);
  let shown = [];  // the items that pass the filters
  let at = -1;     // the place of the chosen one among them
  let drawn = 0;   // how many of them are in the list's tree

  const PAGE = 150;
  const suite = () => suites[Number(suiteBox.value) || 0];

  /** An element with text or children; text never becomes markup. */
  const make = (tag, name, ...children) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...children);
    return element;
  };

  const choice = (value, text) => { const option = make("option", "", text); option.value = value; return option; };

  const tests = (labels) => {
    const one = labels.length === 1;
    const found = new Map([
      ["wrong", [one ? "wrong" : "wrong by any model", (a) => a.some((x) => !x.right)]],
      ["right", [one ? "right" : "right by all", (a) => a.every((x) => x.right)]],
      ["all", ["all", () => true]],
      ["nearly", ["right but for blanks", (a) => a.some((x) => x.nearly)]],
      ["cut", ["has no end", (a) => a.some((x) => x.cut)]],
      ["unasked", ["could not be asked", (a) => a.some((x) => x.problem !== null)]],
      ["trace", ["wrong trace", (a) => a.some((x) => x.traceRight === false)]],
      ["lucky", ["right after a wrong trace", (a) => a.some((x) => x.right && x.traceRight === false)]],
    ]);
    if (!one) {
      found.set("differ", ["right by some only", (a) => a.some((x) => x.right) && a.some((x) => !x.right)]);
      found.set("none", ["wrong by all", (a) => a.every((x) => !x.right)]);
      labels.forEach((label, i) => found.set(`wrong:${i}`, [`${label} is wrong`, (a) => !a[i].right]));
      labels.forEach((label, i) => labels.forEach((other, j) => {
        if (i !== j) found.set(`only:${i}:${j}`, [`${label} right, ${other} wrong`, (a) => a[i].right && !a[j].right]);
      }));
    }
    return found;
  };

  const fillSuite = () => {
    const { labels, groups, items } = suite();
    const before = [showBox.value, groupBox.value];
    const options = [];
    for (const [value, [text, test]] of tests(labels)) {
      const count = items.filter((item) => test(item.answers)).length;
      if (count || ["wrong", "right", "all"].includes(value)) options.push(choice(value, `${text} (${count})`));
    }
    showBox.replaceChildren(...options);
    const sections = new Map();
    groups.forEach(([grouping, name], number) => {
      if (!sections.has(grouping)) {
        const section = document.createElement("optgroup");
        section.label = grouping;
        sections.set(grouping, section);
      }
      sections.get(grouping).append(choice(String(number), name));
    });
    groupBox.replaceChildren(choice("", "every group"), ...sections.values());
    [showBox.value, groupBox.value] = before;
    if (showBox.selectedIndex < 0) showBox.selectedIndex = 0;
    if (groupBox.selectedIndex < 0) groupBox.selectedIndex = 0;
  };

  const sureness = (item) => Math.max(...item.answers.map((a) => (a.right ? -1 : a.confidence ?? -1)), -1);
  const orders = {
    sure: (a, b) => sureness(b) - sureness(a) || confidence(b) - confidence(a),
    unsure: (a, b) => confidence(a) - confidence(b),
    short: (a, b) => (a.steps ?? Infinity) - (b.steps ?? Infinity) || 0,
    long: (a, b) => (b.steps ?? -1) - (a.steps ?? -1),
  };
  const confidence = (item) => item.answers[0].confidence ?? -1;

  const filter = (keep) => {
    const { labels, items } = suite();
    const [, test] = tests(labels).get(showBox.value);
    const group = groupBox.value === "" ? null : Number(groupBox.value);
    const words = searchBox.value.toLowerCase();
    const holds = (item) => !words || [item.id, item.language, item.code, item.output, ...item.answers.map((a) => a.text)]
      .some((text) => text.toLowerCase().includes(words));
    shown = items.filter((item) => test(item.answers) && (group === null || item.groups.includes(group)) && holds(item));
    if (orders[orderBox.value]) shown.sort(orders[orderBox.value]);
    list.replaceChildren();
    list.scrollTop = 0;
    drawn = 0;
    at = -1;
    more();
    choose(Math.max(0, keep ? shown.findIndex((item) => item.id === keep) : 0));
  };

  const more = () => {
    const upTo = Math.min(drawn + PAGE, shown.length);
    const several = suite().labels.length > 1;
    for (; drawn < upTo; drawn += 1) {
      const item = shown[drawn];
      const option = make("div", "option", make("span", "name", item.id));
      for (const answer of item.answers) {
        option.append(make("span", answer.right ? "right" : "wrong", answer.right ? "✓" : "✗"));
      }
      if (!several && item.answers[0].confidence !== null) {
        option.append(make("small", "", `${Math.round(100 * item.answers[0].confidence)} %`));
      }
      option.id = `option-${drawn}`;
      option.dataset.number = String(drawn);
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      list.append(option);
    }
  };

  const choose = (number) => {
    list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    at = shown.length ? Math.min(Math.max(number, 0), shown.length - 1) : -1;
    byId("previous").disabled = at <= 0;
    byId("next").disabled = at < 0 || at >= shown.length - 1;
    place.textContent = at < 0 ? "none" : `${(at + 1).toLocaleString("en")} of ${shown.length.toLocaleString("en")}`;
    if (at < 0) {
      list.removeAttribute("aria-activedescendant");
      detail.replaceChildren(make("p", "nothing", "No program passes these filters."));
      return;
    }
    while (drawn <= at) more();
    const option = byId(`option-${at}`);
    option.setAttribute("aria-selected", "true");
    list.setAttribute("aria-activedescendant", option.id);
    if (option.offsetTop < list.scrollTop) list.scrollTop = option.offsetTop;
    const below = option.offsetTop + option.offsetHeight - list.clientHeight;
    if (below > list.scrollTop) list.scrollTop = below;
    show(shown[at]);
  };

  // -- one program ----------------------------------------------------------------------------------------------------

  // What a reader would not see, or what would show him something else than is there.
  const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/u;
  const PIECES = /([ \t]+(?=\n|$))|([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff])/gu;

  const visible = (text) => {
    const pieces = [];
    let from = 0;
    for (const match of text.matchAll(PIECES)) {
      if (match.index > from) pieces.push(text.slice(from, match.index));
      pieces.push(ODD.test(match[0]) ? odd(match[0]) : make("span", "blank", match[0]));
      from = match.index + match[0].length;
    }
    if (from < text.length) pieces.push(text.slice(from));
    return pieces;
  };
  const odd = (character) => make("span", "odd", `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`);

  /** The length of what two texts have in common at their beginnings, never half a character. */
  const common = (one, other) => {
    let length = 0;
    while (length < one.length && length < other.length && one[length] === other[length]) length += 1;
    const before = one.charCodeAt(length - 1);
    return before >= 0xd800 && before <= 0xdbff ? length - 1 : length;
  };

  /** A text with its first difference from another one marked. */
  const marked = (text, other, isTruth) => {
    if (other === null || text === other) {
      return text ? visible(text) : [make("span", "nothing", "nothing")];
    }
    const from = common(text, other);
    const character = from < text.length ? String.fromCodePoint(text.codePointAt(from)) : "";
    const names = { "": "∎", "\n": "↵\n", " ": "·", "\t": "→" };
    const inside = character in names ? [names[character]] : visible(character);
    const mark = make("mark", isTruth ? "true" : "", ...inside);
    mark.title = character ? "the first difference" : "it ends here";
    return [...visible(text.slice(0, from)), mark, make("span", "after", ...visible(text.slice(from + character.length)))];
  };

  const whereabouts = (text, other) => {
    const before = text.slice(0, common(text, other));
    return `line ${before.split("\n").length}, character ${[...before.slice(before.lastIndexOf("\n") + 1)].length + 1}`;
  };

  const title = (text, answer) => {
    const heading = make("h4", "", text);
    if (answer) heading.append(" ", make("span", answer.right ? "right" : "wrong", answer.right ? "✓ right" : "✗ wrong"));
    return heading;
  };

  const show = (item) => {
    const { labels, groups } = suite();
    const made = make("ul", "chips");
    const chips = make("ul", "chips", make("li", "", `language: ${item.language}`));
    if (item.steps !== null) chips.append(make("li", "", `${item.steps.toLocaleString("en")} steps`));
    for (const number of item.groups) {
      const [grouping, name] = groups[number];
      if (["language", "split and tier"].includes(grouping) || (grouping === "steps" && item.steps !== null)) continue;
      if (["construct", "family"].includes(grouping)) made.append(make("li", "", name));
      else chips.append(make("li", "", name.startsWith(grouping) ? name : `${grouping}: ${name}`));
    }
    const more = make("details", "more", make("summary", "", "made of"), made);
    more.hidden = !made.childElementCount;
    const lines = item.code.replace(/\n$/, "").split("\n");
    const code = make("pre", "lines", ...lines.flatMap((line, i) => [make("span", "line", ...visible(line)), i + 1 < lines.length ? "\n" : ""]));
    const firstWrong = item.answers.find((answer) => !answer.right && answer.problem === null);
    const truth = make("div", "", title("It prints"), make("pre", "truth", ...marked(item.output, firstWrong ? firstWrong.text : null, true)));
    const side = make("div", "side", truth);
    item.answers.forEach((answer, i) => {
      const pane = make("div", "", title(labels.length > 1 ? labels[i] : "Predicted", answer));
      const notes = [];
      if (answer.problem !== null) {
        pane.append(make("pre", "", make("span", "nothing", "not asked")));
        notes.push(answer.problem);
      } else {
        pane.append(make("pre", "prediction", ...marked(answer.text, answer.right ? null : item.output, false)));
        if (!answer.right && answer.text !== item.output) notes.push(`first difference: ${whereabouts(answer.text, item.output)}`);
      }
      if (answer.nearly) notes.push("right but for blanks");
      if (answer.cut) notes.push("has no end");
      if (answer.confidence !== null) notes.push(`confidence ${(100 * answer.confidence).toFixed(1)} %`);
      if (answer.traceRight === true) notes.push("trace right to the end");
      pane.append(make("p", "note", notes.join(" · ")));
      side.append(pane);
    });
    const parts = [make("h3", "", item.id), chips, more, make("div", "source", title("Program"), code), side];
    item.answers.forEach((answer, i) => {
      if (answer.departure) parts.push(...steps(answer.departure, labels.length > 1 ? `${labels[i]}: ` : ""));
    });
    detail.replaceChildren(...parts);
    // What can be scrolled can be reached by keyboard.
    for (const each of detail.querySelectorAll("pre")) each.tabIndex = 0;
  };

  const steps = ({ step, first, predicted, true: truth }, whose) => {
    const heading = make("h4", "", `${whose}the trace is wrong from step ${step} on`);
    if (!predicted.length && !truth.length) return [heading];
    const column = (text, own, other, isTruth) => {
      const rows = make("pre", isTruth ? "true" : "predicted");
      for (let i = 0; i < Math.max(own.length, 1) || (i <= step - first && i < Math.max(own.length, other.length)); i += 1) {
        const isFirst = first + i === step;
        const missing = i >= own.length;
        const content = missing ? [make("span", "nothing", "no more steps")]
          : isFirst && i < other.length ? marked(own[i], other[i], isTruth) : visible(own[i]);
        rows.append(make("div", isFirst ? "step first" : "step", make("span", "number", String(first + i)), make("span", "", ...content)));
        if (missing) break;
      }
      return make("div", "", title(text), rows);
    };
    return [heading, make("div", "side steps", column("True steps", truth, predicted, true), column("Predicted steps", predicted, truth, false))];
  };

  // -- events ---------------------------------------------------------------------------------------------------------

  const current = () => (at < 0 ? null : shown[at].id);
  suiteBox.replaceChildren(...suites.map(({ title: name, suite: short }, i) => choice(String(i), `${short}: ${name}`)));
  suiteBox.addEventListener("change", () => { fillSuite(); filter(null); });
  for (const box of [showBox, groupBox, orderBox]) box.addEventListener("change", () => filter(current()));
  searchBox.addEventListener("input", () => filter(current()));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("previous").addEventListener("click", () => choose(at - 1));
  byId("next").addEventListener("click", () => choose(at + 1));
  list.addEventListener("click", (event) => {
    const option = event.target.closest(".option");
    if (option) choose(Number(option.dataset.number));
  });
  list.addEventListener("scroll", () => {
    if (list.scrollTop + list.clientHeight > list.scrollHeight - 200) more();
  });
  list.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0, End: shown.length - 1 };
    if (!(event.key in moves) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choose(moves[event.key]);
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, select, textarea");
    if (event.key === "Escape" && event.target === searchBox) list.focus();
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j" || event.key === "k") {
      choose(at + (event.key === "j" ? 1 : -1));
      browser.scrollIntoView({ block: "nearest" });
    } else if (event.key === "/") {
      event.preventDefault();
      searchBox.focus();
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-show]");
    if (!button) return;
    suiteBox.value = button.dataset.suite;
    fillSuite();
    const { grouping, name } = button.dataset;
    const group = suite().groups.findIndex((each) => each[0] === grouping && each[1] === name);
    groupBox.value = group < 0 ? "" : String(group);
    showBox.value = button.dataset.show;
    if (showBox.selectedIndex < 0) showBox.value = "all";
    searchBox.value = "";
    filter(null);
    byId("programs").scrollIntoView();
    list.focus({ preventScroll: true });
  });

  fillSuite();
  filter(null);
})();
