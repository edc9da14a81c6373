/** A box that shows only the entries of a long list that contain what is typed: `data-filter="list-id"`. */
const MARKS = /\p{M}+/gu;

/** Text without case and accents, as people type it. */
function fold(text: string): string {
  return text.normalize("NFKD").replace(MARKS, "").toLowerCase();
}

/** Opens what is folded inside the list while something is looked for, and folds it again. */
function unfold(list: HTMLElement, open: boolean): void {
  list.querySelectorAll("details").forEach((details) => {
    if (open && !details.open) {
      details.open = true;
      details.dataset["unfolded"] = "";
    } else if (!open && details.dataset["unfolded"] !== undefined) {
      details.open = false;
      delete details.dataset["unfolded"];
    }
  });
}

export function enhanceListFilters(root: Document): void {
  root.addEventListener("input", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset["filter"]) return;
    const list = root.getElementById(input.dataset["filter"]);
    const wanted = fold(input.value.trim());
    if (list) unfold(list, wanted !== "");
    list?.querySelectorAll<HTMLElement>("[data-entry], :scope > li, tbody > tr").forEach((entry) => {
      entry.hidden = wanted !== "" && !fold(entry.textContent ?? "").includes(wanted);
    });
    // Branches of a tree in which nothing is left.
    list?.querySelectorAll<HTMLElement>("details").forEach((branch) => {
      if (branch.querySelector("[data-entry]")) branch.hidden = !branch.querySelector("[data-entry]:not([hidden])");
    });
  });
  // Enter in such a box would send the form around it.
  root.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.key === "Enter" && input instanceof HTMLInputElement && input.dataset["filter"]) event.preventDefault();
  });
}
