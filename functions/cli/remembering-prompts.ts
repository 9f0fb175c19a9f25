import type { Prompts } from "./prompts.ts";

/** Prompts that suggest what the same question was answered with before; a question is known by its message. */
export function rememberingPrompts(prompts: Prompts): Prompts {
  const texts = new Map<string, string>();
  const selections = new Map<string, readonly string[]>();
  return {
    async text({ message, suggested, ...question }) {
      const offered = texts.get(message) ?? suggested;
      const answer = await prompts.text({
        message,
        ...question,
        ...(offered === undefined ? {} : { suggested: offered }),
      });
      texts.set(message, answer);
      return answer;
    },
    async secret({ message, check }) {
      const typed = texts.get(message);
      const checked = (answer: string) => (answer === "" && typed !== undefined ? undefined : check?.(answer));
      const keeps = typed === undefined ? "" : ". Enter keeps the one you typed";
      const answer = await prompts.secret({ message: message + keeps, check: checked });
      const secret = answer === "" && typed !== undefined ? typed : answer;
      texts.set(message, secret);
      return secret;
    },
    async choose({ message, choices, suggested }) {
      const before = texts.get(message);
      const offered = choices.some(({ value }) => value === before) ? before : suggested;
      const answer = await prompts.choose({
        message,
        choices,
        ...(offered === undefined ? {} : { suggested: offered }),
      });
      texts.set(message, answer);
      return answer;
    },
    async chooseSeveral({ message, choices, suggested }) {
      const before = (selections.get(message) ?? []).filter((one) => choices.some(({ value }) => value === one));
      const answer = await prompts.chooseSeveral({
        message,
        choices,
        suggested: before.length > 0 ? before : suggested,
      });
      selections.set(message, answer);
      return answer;
    },
    confirm: (question) => prompts.confirm(question),
  };
}
