import { describe, expect, it } from "vitest";
import { allowedUrl } from "#shared/config/url.ts";

const product = ["ringcentral.com"];
const sandbox = ["ringcentral.com", "loopback"];

describe("a URL setting", () => {
  it.each([
    ["https://platform.ringcentral.com", "https://platform.ringcentral.com/"],
    ["https://platform.ringcentral.com/", "https://platform.ringcentral.com/"],
    ["https://ringcentral.com/", "https://ringcentral.com/"],
    ["HTTPS://Platform.RingCentral.com/", "https://platform.ringcentral.com/"],
    ["https://platform.ringcentral.com:443/", "https://platform.ringcentral.com/"],
    ["https://a.b.c.ringcentral.com", "https://a.b.c.ringcentral.com/"],
  ])("may be %s", (text, url) => {
    expect(allowedUrl(text, product)).toBe(url);
  });

  it.each([
    "http://platform.ringcentral.com/",
    "https://ringcentral.com.evil.example/",
    "https://evilringcentral.com/",
    "https://ringcentral.com@evil.example/",
    "https://me:pass@platform.ringcentral.com/",
    "https://@platform.ringcentral.com/",
    "https://evil.example/ringcentral.com",
    "https://evil.example/?.ringcentral.com",
    "https://evil.example#.ringcentral.com",
    "https://evil.example\\.ringcentral.com/",
    "https://evil.example%2f.ringcentral.com/",
    "https:\\\\platform.ringcentral.com/",
    "https:platform.ringcentral.com/",
    "https:///platform.ringcentral.com/",
    " https://platform.ringcentral.com/",
    "https://platform.ringcentral.com/\n",
    "https://plat\tform.ringcentral.com/",
    "https://platform.ringcentral.com./",
    "https://.ringcentral.com/",
    "https://-.ringcentral.com/",
    "https://platform.ringcentral.com:8443/",
    "https://platform.ringcentral.com:/",
    "https://platform.ringcentral.com/restapi",
    "https://platform.ringcentral.com/?a=b",
    "https://platform.ringcentral.com/#x",
    "https://platform.ringcentral.com//",
    "https://platform.r\u0456ngcentral.com/",
    "https://platform.ringcentral\u3002com/",
    "https://xn--rngcentral-ymb.com/",
    "https://platform.ringcentral.com\u0000.evil.example/",
    "https://127.0.0.1/",
    "https://localhost/",
    "http://127.0.0.1:8080/",
    "http://localhost/",
    "http://[::1]/",
    "https://2130706433/",
    "ftp://platform.ringcentral.com/",
    "javascript:alert(1)",
    "platform.ringcentral.com",
    `https://${"a".repeat(600)}.ringcentral.com/`,
    "",
  ])("is refused as %j", (text) => {
    expect(allowedUrl(text, product)).toBeUndefined();
  });
});

describe("the word loopback", () => {
  it.each([
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080/"],
    ["http://localhost:1/", "http://localhost:1/"],
    ["http://localhost/", "http://localhost/"],
  ])("admits %s", (text, url) => {
    expect(allowedUrl(text, sandbox)).toBe(url);
  });

  it.each([
    "http://127.0.0.1.evil.example/",
    "http://localhost.evil.example/",
    "http://127.0.0.2/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://[::1]:8080/",
    "http://user@127.0.0.1:8080/",
    "http://127.0.0.1:8080@evil.example/",
    "http://127.0.0.1:65536/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:8080/restapi",
    "https://127.0.0.1:8080/",
    "http://evil.example/",
    "http://0.0.0.0/",
  ])("does not admit %s", (text) => {
    expect(allowedUrl(text, sandbox)).toBeUndefined();
  });
});
