import type { Credentials } from "#shared/ports/directory.ts";
import type { Prompts } from "./prompts.ts";

/** Asks for the client secret and the JWT without showing them. */
export async function askForCredentials(prompts: Prompts): Promise<Credentials> {
  const check = (answer: string) => (answer.trim() === "" ? "It must not be empty." : undefined);
  const clientSecret = await prompts.secret({ message: "Client secret (nothing is shown)", check });
  const jwt = await prompts.secret({ message: "JWT (nothing is shown)", check });
  return { clientSecret: clientSecret.trim(), jwt: jwt.trim() };
}
