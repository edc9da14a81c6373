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
        if (checklist) checklist.innerHTML = saved.checklist;
      } else if (response.status < 500 && response.status !== 429) {
        // The other version must be seen first; the button shows it.
        stopped = true;
        dirty = true;
        say(form.dataset["collision"] ?? "");
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

document.querySelectorAll<HTMLFormElement>("form[data-autosave]").forEach(enhance);
enhanceRows(document);
countCharacters(document);
