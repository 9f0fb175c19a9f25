import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { networkFault } from "#shared/adapters/http/network-fault.ts";

const url = new URL("https://platform.ringcentral.com/restapi/oauth/token?secret=1");
const wrapped = (code: string) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("Jane Doe"), { code }) });

describe("a network fault", () => {
  it.each([
    ["ENOTFOUND", "the name platform.ringcentral.com was not found"],
    ["EAI_AGAIN", "the name server did not answer for platform.ringcentral.com"],
    ["ECONNREFUSED", "platform.ringcentral.com refused the connection"],
    ["ECONNRESET", "platform.ringcentral.com closed the connection"],
    ["UND_ERR_SOCKET", "platform.ringcentral.com closed the connection"],
    ["ETIMEDOUT", "the connection to platform.ringcentral.com timed out"],
    ["UND_ERR_CONNECT_TIMEOUT", "the connection to platform.ringcentral.com timed out"],
    ["EHOSTUNREACH", "there is no network route to platform.ringcentral.com"],
    ["CERT_HAS_EXPIRED", "the certificate of platform.ringcentral.com has expired"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "the certificate of platform.ringcentral.com is for another name"],
    ["CERT_NOT_YET_VALID", "the certificate of platform.ringcentral.com is not trusted"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "the certificate of platform.ringcentral.com is not trusted"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "the certificate of platform.ringcentral.com is not trusted"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "the certificate of platform.ringcentral.com is not trusted"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "no secure connection to platform.ringcentral.com came about"],
    ["ERR_SOMETHING_NEW", "the connection to platform.ringcentral.com failed"],
  ])("with %s names host and cause", (code, cause) => {
    expect(networkFault(wrapped(code), url)).toBe(`could not be reached: ${cause} (${code})`);
  });

  it("of a host with several addresses is that of the first", () => {
    const each = ["ECONNREFUSED", "ENETUNREACH"].map((code) => Object.assign(new Error(), { code }));
    const error = new TypeError("fetch failed", { cause: new AggregateError(each) });
    expect(networkFault(error, url)).toContain("refused the connection (ECONNREFUSED)");
  });

  it.each([[new TypeError("Jane Doe")], ["Jane Doe"], [undefined], [wrapped("Jane Doe")]])(
    "that says nothing usable quotes nothing",
    (error) => {
      expect(networkFault(error, url)).toBe("could not be reached: the connection to platform.ringcentral.com failed");
    },
  );

  it("of Node's own fetch is told by its cause", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const refused = new URL(`http://127.0.0.1:${port}/`);
    const error = await fetch(refused).catch((reason: unknown) => reason);
    expect(networkFault(error, refused)).toBe(
      `could not be reached: 127.0.0.1:${port} refused the connection (ECONNREFUSED)`,
    );
  });
});
