/**
 * Results in place: forms and links with `hx-…` attributes are answered by fragments.
 *
 * A form with `data-auto-submit` sends itself when a filter changes. Empty fields are left out, so that
 * addresses stay short. Settings that the Content-Security-Policy needs are in the page's `htmx-config`.
 */
import htmx from "htmx.org";
import { keepPlace } from "./place";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}
window.htmx = htmx;

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || field.dataset["filter"]) return;
  if (field.form?.dataset["autoSubmit"] !== undefined && field.name) field.form.requestSubmit();
});

document.addEventListener("htmx:configRequest", (event) => {
  const { parameters } = (event as CustomEvent<{ parameters: Record<string, unknown> }>).detail;
  for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
});

keepPlace(document);

// The title belongs to the page's state: a fragment names it in `data-title`.
document.addEventListener("htmx:afterSettle", () => {
  const title = document.querySelector<HTMLElement>("[data-title]")?.dataset["title"];
  if (title) document.title = title;
});

// Without this a failed request would leave old results that look like an answer: load the page itself.
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  if (xhr.responseURL) location.assign(xhr.responseURL);
});
