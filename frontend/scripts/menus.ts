/** Menus are `<details data-menu>`: they open without a script; this closes them and keeps the language. */
const YEAR_SECONDS = 31_536_000;

export function enhanceMenus(root: Document): void {
  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    rememberLanguage(target.closest<HTMLAnchorElement>("a[hreflang]"));
    root.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(target)) menu.open = false;
    });
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = (event.target as Element).closest<HTMLDetailsElement>("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

/** The language chosen is the one `/` leads to next time. */
function rememberLanguage(link: HTMLAnchorElement | null): void {
  const [prefix, secure] = location.protocol === "https:" ? ["__Host-", "; secure"] : ["", ""];
  if (link) document.cookie = `${prefix}lang=${link.hreflang}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`;
}
