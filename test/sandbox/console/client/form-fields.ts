type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The values of all named fields, as `widgetContext.forms.all` has them; a later field of the same name wins. */
export function formFields(roots: readonly ParentNode[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const root of roots) {
    for (const field of root.querySelectorAll<Field>("input[name], select[name], textarea[name]")) {
      const isChoice = field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);
      if (!isChoice || field.checked) values[field.name] = field.value;
    }
  }
  return values;
}
