/** Pages of which one is seen. */

/** @param opened what happens when a page is opened, by its name */
export function beginTabs(opened) {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => open(tab, opened));
    tab.addEventListener("keydown", (event) => {
      const next = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (next !== undefined) {
        event.preventDefault();
        tabs[(next + tabs.length) % tabs.length].focus();
        open(document.activeElement, opened);
      }
    });
  });
  mark(tabs[0]);
}

/** Opens a page by its name. */
export function openTab(name) {
  document.querySelector(`[data-tab=${name}]`).click();
}

function mark(tab) {
  for (const other of document.querySelectorAll("[role=tab]")) {
    other.setAttribute("aria-selected", other === tab);
    other.setAttribute("tabindex", other === tab ? 0 : -1);
    document.getElementById(other.dataset.tab).hidden = other !== tab;
  }
}

function open(tab, opened) {
  mark(tab);
  opened(tab.dataset.tab);
}
