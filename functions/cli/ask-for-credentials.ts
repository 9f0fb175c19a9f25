import { jwtFormIssue } from "#shared/config/jwt-issue.ts";
import { pasted } from "#shared/config/pasted-text.ts";
import type { Credentials } from "#shared/ports/directory.ts";
import type { Prompts } from "./prompts.ts";

/** Asks for the client secret and the JWT without showing them. */
export async function askForCredentials(prompts: Prompts): Promise<Credentials> {
  const check = (answer: string) => (pasted(answer) === "" ? "It must not be empty." : undefined);
  const checkJwt = (answer: string) => {
    const issue = jwtFormIssue(pasted(answer));
    return check(answer) ?? (issue === undefined ? undefined : `It ${issue.what}. ${issue.advice}`);
  };
  const clientSecret = await prompts.secret({ message: "Client secret (nothing is shown)", check });
  const jwt = await prompts.secret({ message: "JWT (nothing is shown)", check: checkJwt });
  return { clientSecret: pasted(clientSecret), jwt: pasted(jwt) };
}
