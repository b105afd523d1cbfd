// Small enhancements; every page can be read without them.
const organization = document.documentElement.dataset.organization;

function live() {
  const pill = document.getElementById("arrived");
  const waiting = document.getElementById("waiting");
  const waits = waiting && waiting.dataset.received === "no";
  if (!organization || (!pill && !waits)) return;
  let count = 0;
  const source = new EventSource(`/${organization}/live`);
  source.addEventListener("arrived", (message) => {
    count += JSON.parse(message.data).events;
    if (pill) {
      pill.textContent = `${count} new`;
      pill.hidden = false;
    }
    if (waits) showArrival(waiting, source);
  });
  addEventListener("pagehide", () => source.close());
}

// The announcement is the organization's; the page asks whether it was this project.
async function showArrival(waiting, source) {
  const page = await fetch(location.href);
  const next = new DOMParser().parseFromString(await page.text(), "text/html").getElementById("waiting");
  if (next && next.dataset.received === "yes") {
    waiting.replaceWith(next);
    source.close();
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
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const action = document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    if (event.key === "j") select(Math.min(at + 1, rows.length - 1));
    else if (event.key === "k") select(Math.max(at - 1, 0));
    else if (event.key === "/") document.querySelector("input[type=search]")?.focus();
    else if (action) action.click();
    else return;
    event.preventDefault();
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.confirm && !confirm(button.dataset.confirm)) event.preventDefault();
  if (button.classList.contains("unfold")) {
    const frames = button.closest(".frames");
    const open = frames.classList.toggle("unfolded");
    for (const one of frames.querySelectorAll(".unfold")) one.textContent = `${open ? "Hide" : "Show"} ${one.dataset.count} more frame(s)`;
  }
});

live();
keys();
