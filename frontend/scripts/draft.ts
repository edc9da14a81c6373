/**
 * A form that saves itself while it is filled in: `<form data-autosave="address">`, with rows that can be added in
 * place and texts that count their characters. Without this script the same form is saved by its buttons.
 */
import { countCharacters } from "./counting";
import { enhanceRows } from "./rows";

const PAUSE_MS = 1_500;
const RETRY_MS = 10_000;

interface Saved {
  readonly base: string;
  readonly status: string;
  readonly merged: string;
  readonly checklist: string;
}

function enhance(form: HTMLFormElement): void {
  const status = document.getElementById("saved");
  const base = form.elements.namedItem("base") as HTMLInputElement;
  const checklist = document.getElementById("checklist");
  let timer: number | undefined;
  let dirty = false;
  let busy = false;
  let stopped = false;

  const say = (text: string): void => {
    if (status) status.textContent = text;
  };
  const later = (wait: number): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void save(), wait);
  };
  const data = (): URLSearchParams => {
    const found = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") found.append(name, value);
    return found;
  };

  async function save(): Promise<void> {
    if (busy) return later(PAUSE_MS);
    busy = true;
    dirty = false;
    say(form.dataset["saving"] ?? "");
    try {
      const response = await fetch(form.dataset["autosave"] ?? "", { method: "POST", body: data() });
      if (response.ok) {
        const saved = (await response.json()) as Saved;
        base.value = saved.base;
        say([saved.status, saved.merged].filter(Boolean).join(" "));
        if (checklist) replace(checklist, saved.checklist);
      } else if (response.status < 500 && response.status !== 429) {
        // The other version must be seen first, or why it is refused; the button shows it.
        stopped = true;
        dirty = true;
        say((response.status !== 412 && form.dataset["refused"]) || form.dataset["collision"] || "");
      } else {
        throw new Error(String(response.status));
      }
    } catch {
      dirty = true;
      say(form.dataset["failed"] ?? "");
      later(RETRY_MS);
    } finally {
      busy = false;
    }
  }

  const changed = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    if (stopped || !field.name) return;
    dirty = true;
    later(PAUSE_MS);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    dirty = false;
    stopped = true;
    window.clearTimeout(timer);
  });
  window.addEventListener("pagehide", () => {
    if (dirty && !stopped) navigator.sendBeacon(form.dataset["autosave"] ?? "", data());
  });
}

/** Shows the checklist as it is now, with the same parts of it open as before. */
function replace(checklist: HTMLElement, content: string): void {
  const parts = (): NodeListOf<HTMLDetailsElement> =>
    checklist.querySelectorAll<HTMLDetailsElement>("details[data-keep]");
  const open = new Map([...parts()].map((part) => [part.dataset["keep"], part.open]));
  checklist.innerHTML = content;
  parts().forEach((part) => (part.open = open.get(part.dataset["keep"]) ?? part.open));
}

/** On a narrow screen the checklist is one line that stays in sight, and closes again when it has led somewhere. */
function fold(checklist: HTMLDetailsElement | null): void {
  if (!checklist || !window.matchMedia("(width < 60rem)").matches) return;
  checklist.open = false;
  checklist.addEventListener("click", (event) => {
    if ((event.target as Element).closest("a")) checklist.open = false;
  });
}

fold(document.querySelector<HTMLDetailsElement>("details#checklist"));
document.querySelectorAll<HTMLFormElement>("form[data-autosave]").forEach(enhance);
enhanceRows(document);
countCharacters(document);
