/** A password that can be looked at while it is typed: `data-secret` holds the field and a button. */
document.querySelectorAll<HTMLElement>("[data-secret]").forEach((secret) => {
  const field = secret.querySelector("input");
  const button = secret.querySelector("button");
  const word = button?.firstChild;
  if (!field || !button || !word) return;
  const words = { shown: button.dataset.hide ?? "", hidden: word.textContent ?? "" };

  const show = (shown: boolean): void => {
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    word.textContent = shown ? words.shown : words.hidden;
  };

  button.addEventListener("click", () => {
    show(field.type === "password");
    field.focus();
  });
  field.form?.addEventListener("submit", () => show(false)); // browsers offer to keep only what is hidden
});
