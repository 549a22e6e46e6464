/* Programs: buttons that copy them, and the search of the page that lists them all.

   Without this script the links lead to the programs. */

(() => {
  "use strict";

  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  // Copying --------------------------------------------------------------------------

  const copy = async (link, button) => {
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(answer.status);
      await navigator.clipboard.writeText(await answer.text());
    } catch {
      // Opened from a disk, a page may not read its neighbours: show the program.
      location.assign(link.href);
      return;
    }
    button.textContent = "copied";
    setTimeout(() => { button.textContent = "copy"; }, 2000);
  };

  for (const link of document.querySelectorAll("a.program[href$='.py']")) {
    const button = element("button", { type: "button", class: "program-copy" }, "copy");
    const row = link.closest("table.programs tr");
    const origin = link.closest(".origin");
    const place = row ? row.cells[0] : origin;
    const what = `${place ? place.firstChild.textContent : ""} ${link.textContent}`.trim();
    button.setAttribute("aria-label", `Copy the program: ${what}`);
    button.title = "Copies the program: this code and all that it needs to run alone";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => copy(link, button));
    link.after(" ", button);
  }

  // The button inside a listing copies what is shown, and says so. It is made later.
  const tell = (button) => { button.dataset.tooltip = "Copy what is shown"; };
  const shown = ".listing .copybtn";
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.matches?.(shown)) tell(node);
    }
  }).observe(document.body, { childList: true, subtree: true });
  document.querySelectorAll(shown).forEach(tell);

  // Searching ------------------------------------------------------------------------

  const table = document.querySelector("table.programs");
  if (!table) return;

  const groups = [...table.tBodies].map((body) => ({
    body,
    rows: [...body.rows].slice(1).map((row) => ({
      row,
      side: row.cells[1].querySelector("a").textContent,
      text: `${body.rows[0].textContent} ${row.textContent}`.toLowerCase(),
    })),
  }));
  const rows = groups.flatMap((group) => group.rows);
  const search = element("input", {
    type: "search",
    id: "programs-search",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "dataparallel, onnx, descend …",
  });
  const sides = [...new Set(rows.map((row) => row.side))];
  const chips = sides.map((side) =>
    element("button", { type: "button", "aria-pressed": "false", value: side }, side),
  );
  const count = element("p", { class: "programs-count", role: "status" });
  table.before(
    element(
      "div",
      { class: "programs-tools", role: "search", "aria-label": "Programs" },
      element("label", { for: search.id }, "Search by task, page, name or library"),
      search,
      element("div", { class: "programs-chips", role: "group", "aria-label": "Frameworks" }, ...chips),
      count,
    ),
  );

  let saying;
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const side = chips.find((chip) => chip.getAttribute("aria-pressed") === "true")?.value;
    let found = 0;
    for (const group of groups) {
      let here = 0;
      for (const each of group.rows) {
        const fits = (!side || each.side === side) && words.every((word) => each.text.includes(word));
        each.row.hidden = !fits;
        here += fits;
      }
      group.body.hidden = !here;
      found += here;
    }
    // A screen reader is told when the typing pauses, and not at every letter.
    clearTimeout(saying);
    const text = found ? `${found} of ${rows.length}` : "None. Try fewer letters.";
    saying = setTimeout(() => { count.textContent = text; }, 200);
  };
  const keep = () => {
    const query = search.value.trim() ? `?q=${encodeURIComponent(search.value.trim())}` : "";
    history.replaceState(null, "", location.pathname + query);
  };
  search.addEventListener("input", () => { show(); keep(); });
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      const pressed = chip.getAttribute("aria-pressed") === "true";
      for (const other of chips) other.setAttribute("aria-pressed", String(other === chip && !pressed));
      show();
    });
  }
  search.value = new URLSearchParams(location.search).get("q") ?? "";
  show();
})();
