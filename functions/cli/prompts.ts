import type { Writable } from "node:stream";
import { autocomplete, confirm, isCancel, multiselect, password, select, text } from "@clack/prompts";
import { cancelled, usageFailure } from "./failure.ts";

/** Something to choose from. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

interface Question {
  readonly message: string;
  /** What is wrong with an answer; `undefined` when it can be used. */
  readonly check?: (answer: string) => string | undefined;
}

/** Questions to a person. @throws Failure on Ctrl-C; where nobody can answer, with the option that answers instead */
export interface Prompts {
  /** Enter alone takes what is suggested; anything typed replaces it. */
  text(question: Question & { readonly suggested?: string }): Promise<string>;
  /** Shows nothing of what is typed. */
  secret(question: Question): Promise<string>;
  choose(question: {
    readonly message: string;
    readonly choices: readonly Choice[];
    readonly suggested?: string;
  }): Promise<string>;
  /** At least one, in the order of the choices. */
  chooseSeveral(question: {
    readonly message: string;
    readonly choices: readonly Choice[];
    readonly suggested: readonly string[];
  }): Promise<readonly string[]>;
  confirm(question: { readonly message: string }): Promise<boolean>;
}

const manyChoices = 12;

/** Questions in the terminal. */
export function terminalPrompts(output: Writable): Prompts {
  return {
    async text({ message, check, suggested }) {
      const offered = suggested === undefined ? {} : { placeholder: suggested, defaultValue: suggested };
      // The prompt puts its default in place only after the check.
      const checkOffered = check && ((answer: string) => check(answer === "" ? (suggested ?? "") : answer));
      return answered(await text({ message, output, ...checked(checkOffered), ...offered }));
    },
    async secret({ message, check }) {
      return answered(await password({ message, output, mask: "", ...checked(check) })) ?? "";
    },
    async choose({ message, choices, suggested }) {
      const options = choices.map((choice) => ({ ...choice }));
      const initial = suggested === undefined ? {} : { initialValue: suggested };
      const ask = choices.length > manyChoices ? autocomplete : select;
      return answered(await ask({ message, output, options, ...initial }));
    },
    async chooseSeveral({ message, choices, suggested }) {
      const options = choices.map((choice) => ({ ...choice }));
      const initialValues = [...suggested];
      return answered(await multiselect({ message, output, options, initialValues, required: true }));
    },
    async confirm({ message }) {
      return answered(await confirm({ message, output, initialValue: false }));
    },
  };
}

/** For pipes and scripts: a question ends the command, naming what answers it. */
export function noPrompts(answeredBy: string): Prompts {
  const refuse = async ({ message }: { readonly message: string }): Promise<never> => {
    throw usageFailure(`"${message}" cannot be asked without a terminal: ${answeredBy}`);
  };
  return { text: refuse, secret: refuse, choose: refuse, chooseSeveral: refuse, confirm: refuse };
}

function answered<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (isCancel(answer)) throw cancelled();
  return answer as Exclude<Answer, symbol>;
}

function checked(check: Question["check"]) {
  return check === undefined ? {} : { validate: (value: string | undefined) => check(value ?? "") };
}
