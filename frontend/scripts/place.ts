/**
 * Keeps the reader's place when results are replaced: what was unfolded stays so, lists stay scrolled, and the
 * focus stays on the box just ticked. Works for any `<details>` and list below the element that is replaced.
 */
interface Place {
  readonly open: Map<string, boolean>;
  readonly scrolled: Map<string, number>;
  readonly focus: string;
}

let place: Place | undefined;

export function keepPlace(root: Document): void {
  root.addEventListener("htmx:beforeSwap", (event) => {
    place = remember(event.target as Element);
  });
  root.addEventListener("htmx:afterSwap", () => {
    if (place) restore(root, place);
    place = undefined;
  });
}

/** A name that an element keeps from one answer to the next: the nearest id and its number below that. */
function nameOf(element: Element): string {
  if (element.id) return element.id;
  const owner = element.parentElement?.closest("[id]");
  const alike = owner ? [...owner.querySelectorAll(element.localName)] : [];
  return `${owner?.id ?? ""} ${element.localName} ${alike.indexOf(element)}`;
}

function remember(target: Element): Place {
  const details = [...target.querySelectorAll("details")];
  const lists = [...target.querySelectorAll("ul")].filter((list) => list.scrollTop > 0);
  return {
    open: new Map(details.map((each) => [nameOf(each), each.open])),
    scrolled: new Map(lists.map((each) => [nameOf(each), each.scrollTop])),
    focus: document.activeElement?.id ?? "",
  };
}

function restore(root: Document, { open, scrolled, focus }: Place): void {
  root.querySelectorAll("details").forEach((each) => {
    if (open.get(nameOf(each))) each.open = true;
  });
  root.querySelectorAll("ul").forEach((each) => {
    const top = scrolled.get(nameOf(each));
    if (top) each.scrollTop = top;
  });
  if (focus && document.activeElement?.id !== focus) {
    root.getElementById(focus)?.focus({ preventScroll: true });
  }
}
