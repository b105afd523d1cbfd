// Small enhancements; every page can be read without them.
const organization = document.documentElement.dataset.organization;

function live() {
  const waiting = document.getElementById("waiting");
  const waits = waiting && waiting.dataset.received === "no";
  if (!organization || (!document.getElementById("arrived") && !waits)) return;
  const compare = comparison();
  let source;
  const listen = () => {
    source = new EventSource(`/${organization}/live`);
    source.addEventListener("open", () => waits && look(waiting));
    source.addEventListener("arrived", (message) => {
      const arrived = JSON.parse(message.data);
      // a change may have replaced them
      const chosen = document.getElementById("arrivals")?.dataset.projects;
      const shown = chosen ? chosen.split(" ") : Object.keys(arrived.projects);
      if (shown.some((one) => arrived.projects[one]?.events > 0)) compare();
      if (waits) look(waiting);
    });
  };
  listen();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
}

// How many of the issues that the page would show now are new or have more events. The page is asked
// for anew, at most every five seconds and only while somebody sees it: only the server knows what its
// conditions let through. Rows never move under the hand.
function comparison() {
  let waits = false;
  let missed = false;
  let last = 0;
  const rows = (page) =>
    new Map([...page.querySelectorAll("tr[data-issue]")].map((row) => [row.dataset.issue, row.dataset.events]));
  const compare = async () => {
    last = Date.now();
    const main = document.getElementById("main");
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const shown = rows(document);
      const next = rows(page);
      const changed = [...next].filter(([issue, events]) => shown.get(issue) !== events).length;
      const pill = document.getElementById("arrived");
      // a change has replaced what was compared with
      if (!pill || !answer.ok || answer.redirected || main !== document.getElementById("main")) return;
      const further = changed === next.size && page.querySelector("nav.pages a[rel=next]");
      pill.textContent = `${changed}${further ? "+" : ""} new`;
      pill.hidden = changed === 0;
    } catch {
      // the next announcement tries again
    } finally {
      waits = false;
    }
  };
  const ask = () => {
    missed = document.hidden;
    if (waits || missed || !document.getElementById("arrived")) return;
    waits = true;
    setTimeout(compare, Math.max(0, last + 5000 - Date.now()));
  };
  document.addEventListener("visibilitychange", () => missed && ask());
  return ask;
}

// The announcement is the organization's; the page asks whether it was this project, and turns into
// the event.
async function look(waiting) {
  try {
    const page = await fetch(location.href);
    const next = new DOMParser().parseFromString(await page.text(), "text/html").getElementById("waiting");
    if (next?.dataset.received === "yes") {
      waiting.textContent = "The first event has arrived.";
      location.assign(next.querySelector("a").href);
    }
  } catch {
    // the next announcement tries again
  }
}

// Rows are chosen by mouse, by shift or by key; a change replaces the rows in place.
function stream() {
  const form = document.getElementById("stream");
  const every = document.getElementById("every");
  if (!form || !every) return;
  const boxes = () => [...form.querySelectorAll("input[name=issue]")];
  const told = document.getElementById("selected");
  const usual = told.textContent;
  let last;
  const tell = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    told.textContent = chosen ? `${chosen} selected` : usual;
    every.checked = chosen > 0 && chosen === boxes().length;
    every.indeterminate = chosen > 0 && !every.checked;
  };
  every.addEventListener("change", () => {
    for (const box of boxes()) box.checked = every.checked;
    tell();
  });
  form.addEventListener("click", (event) => {
    if (event.target.name !== "issue") return;
    const all = boxes();
    const to = all.indexOf(event.target);
    const from = all.indexOf(last);
    if (event.shiftKey && from >= 0) {
      for (const box of all.slice(Math.min(from, to), Math.max(from, to) + 1)) box.checked = event.target.checked;
    }
    last = event.target;
    tell();
  });
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    const body = new URLSearchParams(new FormData(form, button));
    if (button.value === "other" && body.get("other") === "delete") return;
    event.preventDefault();
    if (!body.has("issue") && !body.has("all")) {
      told.textContent = "Select issues first";
      return;
    }
    try {
      const problem = await replaced(form, body);
      if (problem) told.textContent = problem;
    } catch {
      told.textContent = "That was not possible. Try again.";
    }
  });
  const undo = document.querySelector("#told form");
  undo?.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const problem = await replaced(undo, new URLSearchParams(new FormData(undo, event.submitter)));
      if (problem) told.textContent = problem;
    } catch {
      told.textContent = "That was not possible. Try again.";
    }
  });
  tell();
}

// Sends a form and shows the page that answers in place of this one, so that nobody loses the row; says
// what is wrong with it, if anything.
async function replaced(form, body) {
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = next.getElementById("main");
  if (answer.redirected && new URL(answer.url).pathname === "/login") {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
    return "";
  }
  if (!answer.ok || !main) return next.querySelector("h1")?.textContent ?? "That was not possible. Try again.";
  document.getElementById("main").replaceWith(main);
  stream();
  main.focus({ preventScroll: true });
  dispatchEvent(new Event("replaced"));
  return "";
}

function keys() {
  let at = -1;
  const rows = () => [...document.querySelectorAll("tr[data-issue]")];
  const select = (index) => {
    const all = rows();
    if (!all[index]) return;
    for (const row of all) row.classList.remove("selected");
    at = index;
    all[at].classList.add("selected");
    all[at].querySelector("a").focus();
  };
  const box = () => rows()[at]?.querySelector("input[name=issue]");
  // the row that moved up is next
  addEventListener("replaced", () => {
    const next = Math.min(at, rows().length - 1);
    at = -1;
    if (next >= 0) select(next);
  });
  addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    const action = document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    if (event.key === "j") select(Math.min(at + 1, rows().length - 1));
    else if (event.key === "k") select(Math.max(at - 1, 0));
    else if (event.key === "x" && box()) box().click();
    else if (event.key === "/") document.querySelector("input[type=search]")?.focus();
    else if (event.key === "?") document.getElementById("help")?.showModal();
    else if (action && !event.repeat) {
      const chosen = document.querySelector("input[name=issue]:checked");
      if (action.closest("#stream") && !chosen) box()?.click();
      action.click();
    } else return;
    event.preventDefault();
  });
}

// A register is written in hexadecimal or decimal.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-other]");
  if (!button) return;
  [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
  button.title = button.dataset.other;
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(source);
  }
});

// Rules are tried out while they are written; what is shown comes from the same page.
function tryOut() {
  const form = document.querySelector("form[data-tryout]");
  if (!form) return;
  let timer;
  let asked = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const number = ++asked;
      const body = new URLSearchParams(new FormData(form));
      body.set("action", "look");
      try {
        const page = await fetch(form.getAttribute("action"), { method: "POST", body });
        const next = new DOMParser().parseFromString(await page.text(), "text/html").getElementById(form.dataset.tryout);
        if (next && number === asked) document.getElementById(form.dataset.tryout).replaceWith(next);
      } catch {
        // the next change tries again
      }
    }, 400);
  });
}

// One picker is open at a time; a click elsewhere or Escape closes it.
function pickers() {
  const open = () => [...document.querySelectorAll("details.picker[open]")];
  addEventListener("click", (event) => {
    for (const one of open()) if (!one.contains(event.target)) one.open = false;
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const one of open()) {
      one.open = false;
      one.querySelector("summary").focus();
    }
  });
}

// Breadcrumbs can be narrowed to a category, a level or a text.
function crumbs() {
  const filters = document.getElementById("crumb-filters");
  const rows = [...document.querySelectorAll("#crumbs tbody tr")];
  if (!filters) return;
  const picker = (title, key) => {
    const select = document.createElement("select");
    const values = [...new Set(rows.map((row) => row.dataset[key]).filter(Boolean))].sort();
    select.append(new Option("all", ""), ...values.map((value) => new Option(value, value)));
    return [labelled(title, select), () => select.value];
  };
  const labelled = (title, control) => {
    const label = document.createElement("label");
    label.append(`${title} `, control);
    control.addEventListener("input", () => narrow());
    return label;
  };
  const [kinds, kind] = picker("Category", "kind");
  const [levels, level] = picker("Level", "level");
  const words = document.createElement("input");
  words.type = "search";
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  const narrow = () => {
    let shown = 0;
    for (const row of rows) {
      const fits =
        (!kind() || row.dataset.kind === kind()) &&
        (!level() || row.dataset.level === level()) &&
        row.textContent.toLowerCase().includes(words.value.toLowerCase());
      row.hidden = !fits;
      shown += fits;
    }
    told.textContent = shown === rows.length ? "" : `${shown} of ${rows.length}`;
  };
  filters.append(kinds, levels, labelled("Search", words), told);
}

// What somebody folds or opens stays so on the next event: the server writes the page by the cookie.
function folds() {
  const kept = new Map();
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("folds="));
  for (const part of (cookie?.slice(6) ?? "").split(".")) {
    if (part.includes(":")) kept.set(part.slice(0, -2), part.slice(-1));
  }
  document.addEventListener("click", (event) => {
    const section = event.target.closest("summary")?.parentElement;
    if (!section?.dataset.fold) return;
    kept.delete(section.dataset.fold);
    kept.set(section.dataset.fold, section.open ? "0" : "1");
    const text = [...kept].slice(-50).map(([name, open]) => `${name}:${open}`).join(".");
    document.cookie = `folds=${text}; path=/; max-age=31536000; samesite=lax`;
  });
}

// A printed page shows what is folded on the screen.
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details")) one.open = true;
});

// What was done is told once: not to who loads the page again, or is sent its address.
function once() {
  const address = new URL(location.href);
  const before = address.search;
  for (const name of ["done", "count", "kept", "undo", "removed", "made"]) address.searchParams.delete(name);
  if (address.search !== before) history.replaceState(history.state, "", address);
}

once();
live();
stream();
keys();
tryOut();
pickers();
crumbs();
folds();
