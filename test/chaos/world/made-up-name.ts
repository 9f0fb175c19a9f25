import { nameCultures } from "#test/fixtures/name-lists.ts";
import type { Choice } from "./history.ts";

const firstNames = nameCultures.flatMap((culture) => culture.firstNames);
const lastNames = nameCultures.flatMap((culture) => culture.lastNames);

/** Names that are easily taken for others, or for none: composed and decomposed accents, stray spaces, a missing part. */
const awkward = [
  { firstName: "José", lastName: "Núñez" },
  { firstName: "José".normalize("NFD"), lastName: "Núñez".normalize("NFD") },
  { firstName: "  Mary  Ann ", lastName: "Stone" },
  { firstName: "Mary Ann", lastName: "STONE" },
  { firstName: "", lastName: "Prince" },
  { firstName: "Cher", lastName: "" },
  { firstName: " ", lastName: "" },
];

/** The name with this number: few enough that two people often share a part of it. */
export function madeUpName(choice: Choice): { readonly firstName: string; readonly lastName: string } {
  const number = choice % 60;
  const odd = awkward[number - 53];
  if (odd !== undefined) return odd;
  return {
    firstName: firstNames[(number * 7) % firstNames.length] ?? "",
    lastName: lastNames[(number * 3) % 40] ?? "",
  };
}

/** An address that nobody has yet, for the person with this number. */
export function madeUpEmail(number: number): string {
  return `agent${number}@delmar.example`;
}
