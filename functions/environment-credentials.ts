// Stands in for the package `@aws-sdk/credential-provider-node` in the bundles, which expects this name: see
// docs/decisions/0012-small-bundles.md.

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Credentials from the environment, where Lambda puts those of the function's role; the SDK asks once per client. */
export function defaultProvider(): () => Promise<Credentials> {
  return async () => {
    const {
      AWS_ACCESS_KEY_ID: accessKeyId = "",
      AWS_SECRET_ACCESS_KEY: secretAccessKey = "",
      AWS_SESSION_TOKEN: sessionToken = "",
    } = process.env;
    if (accessKeyId === "" || secretAccessKey === "") {
      throw new Error("the environment has no AWS credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are needed");
    }
    return { accessKeyId, secretAccessKey, ...(sessionToken === "" ? {} : { sessionToken }) };
  };
}
