// Ticks for a table of needs, and the reasons of what was ticked, side by side.
//
// The table is the data: a row of it says whom the evidence favours (its class), and
// why. Nothing is weighed: reasons are listed, and counted. What is ticked stands in
// the page's address, so that it can be kept and sent.

(() => {
  "use strict";

  const PARAMETER = "matters";
  const SIDES = ["pytorch", "tensorflow"];
  const OTHERS = ["either", "neither", "untested"];

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  // What the table says ------------------------------------------------------

  function needOf(row) {
    const name = row.id.replace(/^need-/, "");
    const kind = [...row.classList]
      .find((each) => each.startsWith("favours-"))
      .replace("favours-", "");
    return { name, kind, row, title: row.querySelector("strong").textContent };
  }

  function ticked(needs) {
    return needs.filter((need) => need.box.checked);
  }

  // The box in front of a need: its label is the need, its description the question.
  function addBox(need) {
    const name = need.row.querySelector("strong");
    const question = need.row.querySelector(".question");
    need.box = make("input", { type: "checkbox", id: `matters-${need.name}` });
    question.id = `question-${need.name}`;
    need.box.setAttribute("aria-describedby", question.id);
    const label = make("label", { for: need.box.id });
    name.replaceWith(label);
    label.append(need.box, name);
    question.addEventListener("click", () => need.box.click());
  }

  // What comes of it ---------------------------------------------------------

  function number(count, one, many) {
    return `${count} ${count === 1 ? one : many}`;
  }

  function sum(chosen, names) {
    if (!chosen.length) return "Nothing is ticked yet.";
    const parts = [...SIDES, ...OTHERS]
      .map((kind) => [kind, chosen.filter((need) => need.kind === kind).length])
      .filter(([kind, count]) => SIDES.includes(kind) || count)
      .map(([kind, count]) => `${names[kind]} ${count}`);
    return `${number(chosen.length, "need", "needs")} ticked. ${parts.join(", ")}.`;
  }

  function conclusion(chosen, names) {
    const [left, right] = SIDES.map((side) => chosen.filter((n) => n.kind === side).length);
    if (!chosen.length) return "Tick what matters to you in the table.";
    if (!left && !right) return "Nothing that you ticked tells the two apart.";
    if (left && right) {
      return "There are reasons on both sides. They are counted and not weighed: which of them weighs more is for you to say.";
    }
    const side = left ? SIDES[0] : SIDES[1];
    return `Of what you ticked, all that tells the two apart speaks for ${names[side]}.`;
  }

  function copyOf(element) {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
    return copy;
  }

  function reasonsFor(kind, chosen, names) {
    const needs = chosen.filter((need) => need.kind === kind);
    if (!needs.length && !SIDES.includes(kind)) return "";
    const unit = SIDES.includes(kind) ? ["reason", "reasons"] : ["need", "needs"];
    const head = make("h4", {}, `${names[kind]}: ${number(needs.length, ...unit)}`);
    const items = needs.map((need) =>
      make(
        "li",
        {},
        make("strong", {}, need.title),
        copyOf(need.row.querySelector(".reason")),
        copyOf(need.row.querySelector(".sources")),
      ),
    );
    const list = items.length ? make("ul", {}, ...items) : make("p", {}, "None of what you ticked.");
    return make("div", { class: `chooser-side for-${kind}` }, head, list);
  }

  // The page's address -------------------------------------------------------

  function address(chosen) {
    const url = new URL(location.href);
    const names = chosen.map((need) => need.name).join(",");
    url.hash = "";
    url.searchParams.delete(PARAMETER);
    // By hand: commas may stand as they are, and are easier to read so.
    const rest = url.searchParams.toString();
    url.search = [rest, names && `${PARAMETER}=${names}`].filter(Boolean).join("&");
    return url.href;
  }

  function asked(needs) {
    const names = (new URL(location.href).searchParams.get(PARAMETER) || "").split(",");
    return needs.filter((need) => names.includes(need.name));
  }

  // All together -------------------------------------------------------------

  function start(table) {
    const needs = [...table.querySelectorAll("tr[id^='need-']")].map(needOf);
    const names = {
      pytorch: "PyTorch",
      tensorflow: "TensorFlow",
      either: "Either",
      neither: "Neither",
      untested: "Not tested here",
    };
    needs.forEach(addBox);

    const status = make("p", { role: "status", class: "chooser-status" });
    const show = make("a", { href: "#chooser-reasons" }, "Reasons");
    const clear = make("button", { type: "button" }, "Clear");
    const bar = make("div", { class: "chooser-bar" }, status, show, clear);
    const title = make("h3", { id: "chooser-title" }, "What speaks for which");
    const told = make("p", { class: "chooser-conclusion" });
    const share = make("a", {}, "Link to this choice");
    const sides = make("div", { class: "chooser-sides" });
    const others = make("div", { class: "chooser-others" });
    const panel = make(
      "section",
      { id: "chooser-reasons", class: "chooser-reasons", "aria-labelledby": title.id, tabindex: "-1" },
      title,
      told,
      sides,
      others,
      make("p", { class: "chooser-share" }, share),
    );

    function update() {
      const chosen = ticked(needs);
      needs.forEach((need) => need.row.classList.toggle("ticked", need.box.checked));
      status.textContent = sum(chosen, names);
      told.textContent = conclusion(chosen, names);
      sides.replaceChildren(...SIDES.map((kind) => reasonsFor(kind, chosen, names)));
      others.replaceChildren(...OTHERS.map((kind) => reasonsFor(kind, chosen, names)));
      sides.hidden = others.hidden = share.parentElement.hidden = !chosen.length;
      clear.disabled = !chosen.length;
      share.href = address(chosen);
    }

    function keep() {
      update();
      history.replaceState(history.state, "", address(ticked(needs)));
    }

    function restore() {
      const wanted = asked(needs);
      needs.forEach((need) => {
        need.box.checked = wanted.includes(need);
      });
      update();
    }

    needs.forEach((need) => need.box.addEventListener("change", keep));
    clear.addEventListener("click", () => {
      needs.forEach((need) => {
        need.box.checked = false;
      });
      keep();
      needs[0].box.focus();
    });
    show.addEventListener("click", (event) => {
      // The address is for what is ticked; a jump must not add to it.
      event.preventDefault();
      panel.scrollIntoView({ block: "start" });
      panel.focus({ preventScroll: true });
    });
    window.addEventListener("popstate", restore);

    const whole = make("div", { class: "chooser" });
    const outermost = table.closest(".pst-scrollable-table-container") || table;
    outermost.replaceWith(whole);
    whole.append(outermost, bar);
    whole.after(panel);
    restore();
  }

  document.querySelectorAll("table.choices").forEach(start);
})();
