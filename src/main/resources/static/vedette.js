// Small enhancements; every page can be read without them.
const organization = document.documentElement.dataset.organization;

function live() {
  const arrivals = document.getElementById("arrivals");
  const pill = document.getElementById("arrived");
  const waiting = document.getElementById("waiting");
  const waits = waiting && waiting.dataset.received === "no";
  if (!organization || (!pill && !waits)) return;
  let count = 0;
  let source;
  const listen = () => {
    source = new EventSource(`/${organization}/live`);
    source.addEventListener("open", () => waits && look(waiting));
    source.addEventListener("arrived", (message) => {
      const arrived = JSON.parse(message.data);
      const project = arrivals?.dataset.project;
      if (pill && (!project || arrived.projects.includes(project))) {
        count += arrived.events;
        pill.textContent = `${count} new`;
        pill.hidden = false;
      }
      if (waits) look(waiting);
    });
  };
  listen();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
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

function keys() {
  const rows = [...document.querySelectorAll("tr[data-issue]")];
  let at = -1;
  const select = (index) => {
    if (!rows[index]) return;
    rows[at]?.classList.remove("selected");
    at = index;
    rows[at].classList.add("selected");
    rows[at].querySelector("a").focus();
  };
  addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    const action = document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    if (event.key === "j") select(Math.min(at + 1, rows.length - 1));
    else if (event.key === "k") select(Math.max(at - 1, 0));
    else if (event.key === "/") document.querySelector("input[type=search]")?.focus();
    else if (action && !event.repeat) action.click();
    else return;
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
      body.set("action", "try");
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

// A printed page shows what is folded on the screen.
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details")) one.open = true;
});

live();
keys();
tryOut();
