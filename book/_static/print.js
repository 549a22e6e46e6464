// Paper is light, and nothing on it can be opened: as long as a page is being printed, the light
// theme is chosen, and whatever is folded is open.
{
  const page = document.documentElement;
  let before = null;

  addEventListener("beforeprint", () => {
    const folded = [...document.querySelectorAll("details:not([open])")];
    before = { theme: page.dataset.theme, folded };
    page.dataset.theme = "light";
    for (const each of folded) each.open = true;
  });

  addEventListener("afterprint", () => {
    if (!before) return;
    page.dataset.theme = before.theme;
    for (const each of before.folded) each.open = false;
    before = null;
  });
}
