import { boundText } from "#shared/domain/settings/settings.ts";
import { type Html, html, type Part } from "./html.ts";
import type { SettingField } from "./setting-fields.ts";
import { type FieldState, maxOptions, type SettingsState } from "./settings-state.ts";

type Options = readonly (readonly [value: string, label: string])[];

interface FieldProps {
  readonly field: SettingField;
  readonly state: SettingsState;
  /** More about the field, below its help. */
  readonly note?: Part;
}

/** One setting: label, help, source, control, and its error beside it. */
export function fieldView({ field, state, note }: FieldProps): Html {
  const { name, label, help } = field;
  const shown = state.fields[name];
  if (shown === undefined) return html``;
  const id = `usync-${name}`;
  const { fault, bounded } = shown;
  const error =
    fault === undefined
      ? undefined
      : html`<p class="error" id="${id}-error">Error: ${fault.value === undefined ? "" : `"${fault.value}" is not usable; `}expected ${fault.expected}</p>`;
  const limit =
    bounded === undefined ? undefined : html`<p class="warn-word" id="${id}-limit">${boundText(bounded)}</p>`;
  const about = [
    `${id}-help ${id}-source`,
    ...(limit === undefined ? [] : [`${id}-limit`]),
    ...(fault === undefined ? [] : [`${id}-error`]),
  ].join(" ");
  const described = html` aria-describedby="${about}"${fault === undefined ? undefined : html` aria-invalid="true"`}`;
  return html`<div class="field"><label for="${id}">${label}</label><p class="help" id="${id}-help">${help}${note}</p>${control({ field, shown, state, id, described })}${limit}${error}<p class="source" id="${id}-source">${formatSource(shown)}</p></div>`;
}

interface ControlProps {
  readonly field: SettingField;
  readonly shown: FieldState;
  readonly state: SettingsState;
  readonly id: string;
  readonly described: Html;
}

function control({ field: { name, control: how }, shown, state, id, described }: ControlProps): Html {
  const options = how.kind === "choice" ? how.options : how.kind === "list" ? state.lists[how.of] : undefined;
  if (options !== undefined) return select({ name, id, described, shown, options });
  const look = how.kind === "text" && how.short ? html` class="short"` : undefined;
  const tooMany =
    how.kind === "list" ? html`<p class="help">More than ${maxOptions} ${how.of}: type the id.</p>` : undefined;
  return html`<input type="text" id="${id}" name="${name}" value="${shown.text}" autocomplete="off" spellcheck="false"${look}${described}>${tooMany}`;
}

function select({
  name,
  id,
  described,
  shown,
  options,
}: {
  readonly name: string;
  readonly id: string;
  readonly described: Html;
  readonly shown: FieldState;
  readonly options: Options;
}): Html {
  const { text } = shown;
  const stranger: Options =
    text === "" || options.some(([value]) => value === text) ? [] : [[text, `${text} (not in the list)`]];
  const none: Options = [["", nothingChosen(shown, options)]];
  const all = [...none, ...stranger, ...options].map(
    ([value, label]) => html`<option value="${value}"${value === text ? html` selected` : undefined}>${label}</option>`,
  );
  return html`<select id="${id}" name="${name}"${described}>${all}</select>`;
}

/** What it means to choose nothing: the parameter or the default is in force. */
function nothingChosen({ text, source, inForce }: FieldState, options: Options): string {
  if (options.length === 0) return "There is none to choose from";
  if (text !== "" || source === "missing") return source === "missing" ? "Choose one" : "Not set here";
  const label = options.find(([value]) => value === inForce)?.[1] ?? inForce;
  return source === "parameter" ? `From the SSM parameter: ${label}` : `Default: ${label}`;
}

function formatSource({ source, inForce, isShadowing }: FieldState): string {
  switch (source) {
    case "item":
      return `Source: settings item${isShadowing ? ", which hides an SSM parameter of the same name" : ""}`;
    case "parameter":
      return `Source: SSM parameter, ${inForce}`;
    case "default":
      return `Source: default, ${inForce === "" ? "empty" : inForce}`;
    case "missing":
      return "Source: none, there is no value";
  }
}
