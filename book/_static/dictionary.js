/* Search, topics and links for the tables of the dictionary.

   The tables are complete without this script. It builds the controls above them,
   shows and hides rows, and keeps what was asked for in the address. */

(() => {
  "use strict";

  const tables = [...document.querySelectorAll("table.dictionary")];
  if (!tables.length) return;

  const topics = tables.map((table) => {
    const section = table.closest("section");
    return {
      name: table.dataset.topic,
      title: section.querySelector("h2").firstChild.textContent.trim(),
      section,
      rows: [...table.querySelectorAll(".dictionary-row")].map((body) => ({
        body,
        differs: body.classList.contains("differs"),
        text: "",
      })),
    };
  });
  for (const topic of topics) {
    for (const row of topic.rows) {
      row.text = `${row.body.textContent} ${topic.title}`.toLowerCase();
    }
  }
  const total = topics.reduce((sum, topic) => sum + topic.rows.length, 0);

  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  };

  // The controls -----------------------------------------------------------------

  const search = element("input", {
    type: "search",
    id: "dictionary-search",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "gather, softmax, one-hot …",
  });
  const differ = element("input", { type: "checkbox", id: "dictionary-differ" });
  const count = element("p", { class: "dictionary-count", role: "status" });
  const chips = topics.map((topic) =>
    element("button", { type: "button", "aria-pressed": "false", value: topic.name }, topic.title),
  );
  const reset = element("button", { type: "button", class: "dictionary-reset" }, "Show all rows");

  const tools = element(
    "div",
    { class: "dictionary-tools", role: "search", "aria-label": "Rows of the dictionary" },
    element(
      "div",
      { class: "dictionary-ask" },
      element("label", { for: search.id }, "Search in words or in code"),
      search,
      element("span", { class: "dictionary-switch" }, differ,
        element("label", { for: differ.id }, "Only where they differ")),
    ),
    element("div", { class: "dictionary-chips", role: "group", "aria-label": "Topics" }, ...chips),
    element("div", { class: "dictionary-found" }, count, reset),
  );
  topics[0].section.before(tools);

  // Showing and hiding -------------------------------------------------------------

  const wanted = () => ({
    words: search.value.toLowerCase().split(/\s+/).filter(Boolean),
    topic: chips.find((chip) => chip.getAttribute("aria-pressed") === "true")?.value ?? "",
    differ: differ.checked,
  });

  const fits = (row, topic, asked) =>
    (!asked.topic || asked.topic === topic.name) &&
    (!asked.differ || row.differs) &&
    asked.words.every((word) => row.text.includes(word));

  let saying;
  const say = (shown) => {
    const text = shown
      ? `${shown} of ${total} rows`
      : "No row. Try fewer letters, or the name that the other side would use.";
    reset.hidden = shown === total;
    // A screen reader is told when the typing pauses, and not at every letter.
    clearTimeout(saying);
    saying = setTimeout(() => { count.textContent = text; }, 200);
  };

  const show = () => {
    const asked = wanted();
    let shown = 0;
    for (const topic of topics) {
      let here = 0;
      for (const row of topic.rows) {
        const fit = fits(row, topic, asked);
        row.body.hidden = !fit;
        here += fit;
      }
      topic.section.hidden = !here;
      shown += here;
    }
    say(shown);
  };

  // The address ----------------------------------------------------------------------

  const keep = () => {
    const asked = wanted();
    const query = new URLSearchParams();
    if (search.value.trim()) query.set("q", search.value.trim());
    if (asked.topic) query.set("topic", asked.topic);
    if (asked.differ) query.set("differ", "1");
    const text = query.toString();
    const address = location.pathname + (text ? `?${text}` : "");
    history.replaceState(null, "", address);
  };

  const press = (name) => {
    for (const chip of chips) chip.setAttribute("aria-pressed", String(chip.value === name));
  };

  const recall = () => {
    const query = new URLSearchParams(location.search);
    search.value = query.get("q") ?? "";
    press(query.get("topic") ?? "");
    differ.checked = query.get("differ") === "1";
  };

  // A link to a row is followed, whatever was searched for.
  const reveal = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (target.hidden || target.closest("section[hidden]")) clear();
    target.scrollIntoView();
  };

  const clear = () => {
    search.value = "";
    differ.checked = false;
    press("");
    show();
  };

  const changed = () => { show(); keep(); };
  search.addEventListener("input", changed);
  differ.addEventListener("change", changed);
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      press(chip.getAttribute("aria-pressed") === "true" ? "" : chip.value);
      changed();
    });
  }
  reset.addEventListener("click", () => { clear(); keep(); search.focus(); });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !search.value) return;
    event.preventDefault();
    search.value = "";
    changed();
  });
  // "/" goes to the search, as on other pages of reference.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
  });
  window.addEventListener("hashchange", reveal);
  window.addEventListener("popstate", () => { recall(); show(); reveal(); });

  // Every copy button says what it copies. They are made by another script, later.
  const sides = { "of-pytorch": "PyTorch", "of-tensorflow": "TensorFlow" };
  const name = (button) => {
    const cell = button.closest("td");
    const title = cell.closest("tbody").querySelector("th a, th").textContent;
    const side = Object.keys(sides).find((look) => cell.classList.contains(look));
    button.setAttribute("aria-label", `Copy for ${sides[side]}: ${title}`);
  };
  const watch = new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.matches?.("table.dictionary .copybtn")) name(node);
      }
    }
  });
  for (const table of tables) watch.observe(table, { childList: true, subtree: true });
  document.querySelectorAll("table.dictionary .copybtn").forEach(name);

  recall();
  show();
  reveal();
})();
