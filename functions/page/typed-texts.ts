import type { SettingsIssue } from "#shared/domain/settings/settings.ts";
import type { Texts } from "./page-event.ts";
import { settingFields } from "./setting-fields.ts";
import { withChosenSubAccounts } from "./sub-accounts-view.ts";

/** The fields of the settings form in which something else was typed than was shown. */
export function changedTexts(forms: Texts, seen: Texts): Texts {
  const typed = withChosenSubAccounts(forms);
  return Object.fromEntries(
    settingFields.flatMap(({ name }) => {
      const text = typed[name];
      return text === undefined || text.trim() === (seen[name] ?? "").trim() ? [] : [[name, text]];
    }),
  );
}

/**
 * The texts to check and save: those that were changed, and those of the form whose stored value is faulty, since a
 * value of the wrong type has the same text as the right one.
 */
export function wantedTexts(
  { changed, forms }: { readonly changed: Texts; readonly forms: Texts },
  faults: readonly SettingsIssue[],
): Texts {
  const faulty = settingFields.filter(({ name }) => faults.some(({ attribute }) => attribute === name));
  const again = faulty.flatMap(({ name }) => {
    const text = forms[name];
    return text === undefined || text.trim() === "" ? [] : [[name, text] as const];
  });
  return { ...Object.fromEntries(again), ...changed };
}

/** What a form was made from, as it says itself; nothing where it does not. */
export function seenIn(forms: Texts): Texts | undefined {
  const text = forms["seen"];
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    return Object.fromEntries(
      Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
    );
  } catch {
    return undefined;
  }
}
