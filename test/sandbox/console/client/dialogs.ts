/** Asks before an action; resolves with whether the viewer confirmed. */
export async function confirmed(message: string): Promise<boolean> {
  const text = document.createElement("p");
  text.textContent = message;
  const dialog = dialogOf({ label: "Confirm", content: text, buttons: ["Cancel", "Confirm"] });
  return (await closed(dialog)) === "Confirm";
}

/** Shows something over the dashboard until the viewer closes it. */
export function openPopup(content: Node): HTMLDialogElement {
  const holder = document.createElement("div");
  holder.className = "answer";
  holder.append(content);
  const dialog = dialogOf({ label: "Widget", content: holder, buttons: ["Close"] });
  void closed(dialog);
  return dialog;
}

function dialogOf({ label, content, buttons }: { label: string; content: Node; buttons: readonly string[] }) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", label);
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "choices";
  for (const text of buttons) {
    const button = document.createElement("button");
    button.value = text;
    button.textContent = text;
    form.append(button);
  }
  dialog.append(content, form);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

async function closed(dialog: HTMLDialogElement): Promise<string> {
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  dialog.remove();
  return dialog.returnValue;
}
