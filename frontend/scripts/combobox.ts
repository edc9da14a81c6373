/**
 * Suggestions while typing: the ARIA combobox pattern with a list popup.
 *
 * Listens on the document, so that a search box put in place later needs nothing. The server answers
 * `data-suggest?q=` with options: `<li role="option" data-href="…">` leads to a page, one with only
 * `data-value` is searched for, or, where the input has `data-pick`, chosen. An element with `role="status"` in the answer is read out.
 */
const DELAY_MS = 120;
const SHORTEST = 2;

interface Popup {
  readonly list: HTMLUListElement;
  readonly status: HTMLElement;
}

const popups = new WeakMap<HTMLInputElement, Popup>();
let timer: number | undefined;
let request: AbortController | undefined;
let count = 0;

export function enhanceComboboxes(root: Document): void {
  root.addEventListener("input", (event) => {
    const input = comboboxOf(event.target);
    if (!input) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void suggest(input), DELAY_MS);
  });
  root.addEventListener("keydown", (event) => {
    const input = comboboxOf(event.target);
    if (input) onKey(input, event);
  });
  root.addEventListener("focusout", (event) => {
    const input = comboboxOf(event.target);
    if (input) close(input);
  });
}

function comboboxOf(target: EventTarget | null): HTMLInputElement | undefined {
  return target instanceof HTMLInputElement && target.dataset["suggest"] !== undefined ? target : undefined;
}

/** The popup of an input, made when first needed. */
function popupOf(input: HTMLInputElement): Popup {
  const known = popups.get(input);
  if (known?.list.isConnected) return known;
  input.parentElement?.querySelectorAll(".suggestions, .suggestions-status").forEach((old) => old.remove());
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `suggestions-${++count}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label") ?? input.labels?.[0]?.textContent?.trim() ?? "");
  list.hidden = true;
  // The press would take the focus from the input and so close the list before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = (event.target as Element).closest<HTMLElement>("[role=option]");
    if (option) choose(input, option);
  });
  const status = document.createElement("div");
  status.className = "suggestions-status visually-hidden";
  status.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.after(list, status);
  const popup = { list, status };
  popups.set(input, popup);
  return popup;
}

async function suggest(input: HTMLInputElement): Promise<void> {
  const query = input.value.trim();
  request?.abort();
  if (query.length < SHORTEST && !/\p{Script=Han}/u.test(query)) {
    close(input);
    return;
  }
  const address = new URL(input.dataset["suggest"] ?? "", location.href);
  address.searchParams.set("q", query);
  request = new AbortController();
  try {
    const response = await fetch(address, { signal: request.signal, headers: { Accept: "text/html" } });
    if (response.ok && document.activeElement === input) show(input, await response.text());
  } catch {
    // Suggestions are a help only: without them the box still searches.
  }
}

function show(input: HTMLInputElement, html: string): void {
  const { list, status } = popupOf(input);
  const answer = new DOMParser().parseFromString(html, "text/html");
  const options = [...answer.querySelectorAll<HTMLElement>("[role=option]")];
  options.forEach((option, place) => {
    option.id = `${list.id}-${place}`;
    option.setAttribute("aria-selected", "false");
    option.querySelectorAll("a").forEach((link) => (link.tabIndex = -1));
  });
  list.replaceChildren(...options);
  status.textContent = answer.querySelector("[role=status]")?.textContent?.trim() ?? "";
  list.hidden = options.length === 0;
  input.setAttribute("aria-expanded", String(!list.hidden));
  input.removeAttribute("aria-activedescendant");
}

function close(input: HTMLInputElement): void {
  window.clearTimeout(timer);
  request?.abort(); // an answer under way would open the list again
  const popup = popups.get(input);
  if (!popup) return;
  popup.list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function onKey(input: HTMLInputElement, event: KeyboardEvent): void {
  const { list } = popupOf(input);
  if (list.hidden || event.isComposing) return;
  const options = [...list.children] as HTMLElement[];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    // One place beyond either end is the text as typed.
    const places = options.length + 1;
    const from = at === -1 && step === -1 ? options.length : at;
    mark(input, options, at === -1 && step === -1 ? from - 1 : ((at + step + 1 + places) % places) - 1);
  } else if (event.key === "Escape") {
    event.preventDefault();
    close(input);
  } else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    const option = options[at];
    if (option) choose(input, option);
  }
}

function mark(input: HTMLInputElement, options: HTMLElement[], at: number): void {
  options.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
  const option = options[at];
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function choose(input: HTMLInputElement, option: HTMLElement): void {
  close(input);
  if (input.dataset["pick"] !== undefined) {
    pick(input, option);
    return;
  }
  const address = option.dataset["href"] ?? option.querySelector("a")?.getAttribute("href");
  if (address) {
    location.assign(address);
    return;
  }
  input.value = option.dataset["value"] ?? option.textContent?.trim() ?? input.value;
  input.form?.requestSubmit();
}

/** In a form a record is chosen: its name stands in the box, its key in the hidden field behind it. */
function pick(input: HTMLInputElement, option: HTMLElement): void {
  input.value = option.dataset["name"] ?? option.textContent?.trim() ?? "";
  const key = input.form?.elements.namedItem(`${input.name}.is`);
  if (key instanceof HTMLInputElement) key.value = option.dataset["value"] ?? "";
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
