// What the reader has chosen holds before anything is painted.
//
// sphinx-design remembers the tab, and follows `?framework=` in an address, but only
// when the whole page has been read. This script runs first. It opens each tab as soon
// as it is there, so that nothing jumps; it lets no choice pass that nobody knows; and
// where a set lacks the tab of a choice, it opens that of its kin.

(() => {
  "use strict";

  const PARAMETER = "framework";
  // By each choice, what stands for it where it is missing.
  const KIN = JSON.parse(document.currentScript.dataset.kin);
  const root = document.documentElement;

  // A browser may forbid to remember: then each page begins anew.
  function recall(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  function inAddress() {
    const address = new URL(location.href);
    const asked = address.searchParams.get(PARAMETER);
    if (asked === null || Object.hasOwn(KIN, asked)) return asked;
    write(address, null);
    return null;
  }

  function write(address, choice) {
    if (choice === null) address.searchParams.delete(PARAMETER);
    else address.searchParams.set(PARAMETER, choice);
    history.replaceState(history.state, "", address);
  }

  let choice = null;

  function restore() {
    choice = inAddress() ?? recall("sphinx-design-tab-id-framework");
    root.classList.toggle("only-what-differs", recall("only-what-differs") === "yes");
  }

  // The labels there are: while the page is read, they become more.
  const labels = document.getElementsByClassName("sd-tab-label");
  let settled = 0;

  function settle(from = settled) {
    for (settled = from; settled < labels.length; settled += 1) {
      const label = labels[settled];
      const own = label.dataset.syncId;
      const exact = `:scope > [data-sync-id="${choice}"]`;
      const missing = () => label.parentElement.querySelector(exact) === null;
      if (own === choice || (own === KIN[choice] && missing()))
        document.getElementById(label.htmlFor).checked = true;
    }
  }

  restore();
  const reading = new MutationObserver(() => settle());
  reading.observe(root, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => {
    reading.disconnect();
    settle();
  });

  // A page that is gone back to may have been left before the last choice.
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    restore();
    settle(0);
  });

  // Another choice opens its kin, too, and an address that said otherwise follows it.
  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".sides > input")) return;
    choice = target.nextElementSibling.dataset.syncId;
    settle(0);
    const address = new URL(location.href);
    if (address.searchParams.has(PARAMETER)) write(address, choice);
  });
})();
