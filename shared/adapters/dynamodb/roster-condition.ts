import { attributes, changeableAttributes } from "#shared/domain/plan/attributes.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { Expression } from "./table.ts";

/** Elements of a list that are compared one by one; an expression may have 300 operators. */
const comparedElements = 40;

/**
 * Holds while the user is as the change found it: the item is there, with that version, and every attribute
 * that the change names still has its value of `before` (none, where `before` does not name it). The version
 * alone is not enough, since an edit in the console does not raise it.
 */
export function unchangedSince({ before, after, version = 0 }: Change): Expression {
  const conditions = ["attribute_exists(#userId)"];
  const values: Record<string, unknown> = { ":version": version };
  conditions.push(version === 0 ? "(attribute_not_exists(#version) OR #version = :version)" : "#version = :version");
  for (const attribute of changeableAttributes) {
    if (!Object.hasOwn(before, attribute) && !Object.hasOwn(after, attribute)) continue;
    const value = before[attribute];
    // A map is nothing that people edit: the version tells.
    if (attributes[attribute].holds === "facts") continue;
    const compared = Array.isArray(value)
      ? sameList(attribute, value)
      : sameText(attribute, typeof value === "string" ? value : "");
    conditions.push(compared.expression);
    Object.assign(values, compared.values);
  }
  return { expression: conditions.join(" AND "), values };
}

/** Absent, empty and NULL are read as the same, so they are the same here; likewise a number and its digits. */
function sameText(attribute: string, value: string): Expression {
  const name = `:before_${attribute}`;
  if (value === "") {
    const expression = `(attribute_not_exists(#${attribute}) OR #${attribute} = ${name} OR attribute_type(#${attribute}, ${name}_null))`;
    return { expression, values: { [name]: "", [`${name}_null`]: "NULL" } };
  }
  if (/^(0|[1-9]\d{0,14})$/.test(value)) {
    const expression = `(#${attribute} = ${name} OR #${attribute} = ${name}_number)`;
    return { expression, values: { [name]: value, [`${name}_number`]: Number(value) } };
  }
  return { expression: `#${attribute} = ${name}`, values: { [name]: value } };
}

/** Compares by size and elements, which holds for a list and for a string set made by hand alike. */
function sameList(attribute: string, elements: readonly string[]): Expression {
  const conditions = [`size(#${attribute}) = :before_${attribute}_size`];
  const values: Record<string, unknown> = { [`:before_${attribute}_size`]: elements.length };
  for (const [index, element] of elements.slice(0, comparedElements).entries()) {
    conditions.push(`contains(#${attribute}, :before_${attribute}_${index})`);
    values[`:before_${attribute}_${index}`] = element;
  }
  return { expression: conditions.join(" AND "), values };
}
