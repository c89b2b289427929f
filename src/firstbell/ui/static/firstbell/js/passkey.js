// Passkeys: a form with data-passkey="get" or "create" is filled by the device and sent. Its options come from
// data-options, an address or the id of a block on the page. Forms stay hidden where no passkey can be used.
const FIELDS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
const WORDS = {
  NotAllowedError: "No passkey was used. Try again, or choose another way.",
  InvalidStateError: "This device already has a passkey for you here. Use that one.",
};
const OTHERWISE = "This browser could not use a passkey here. Choose another way.";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const withBytes = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));

async function optionsOf(form) {
  const { options } = form.dataset;
  if (options.startsWith("#")) return JSON.parse(document.querySelector(options).textContent);
  return (await fetch(options, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } })).json();
}

async function ask(form) {
  const { request_options: wanted, creation_options: made } = await optionsOf(form);
  const publicKey = { ...(wanted ?? made).publicKey };
  publicKey.challenge = bytes(publicKey.challenge);
  if (form.dataset.passkey === "get") {
    publicKey.allowCredentials = withBytes(publicKey.allowCredentials);
    return navigator.credentials.get({ publicKey });
  }
  publicKey.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  publicKey.excludeCredentials = withBytes(publicKey.excludeCredentials);
  const selection = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  publicKey.authenticatorSelection = { ...publicKey.authenticatorSelection, ...selection };
  return navigator.credentials.create({ publicKey });
}

function written(credential) {
  const { id, rawId, type, authenticatorAttachment, response } = credential;
  const answer = Object.fromEntries(FIELDS.filter((name) => response[name]).map((name) => [name, text(response[name])]));
  const transports = response.getTransports?.();
  if (transports) answer.transports = transports;
  const clientExtensionResults = credential.getClientExtensionResults();
  return JSON.stringify({ id, rawId: text(rawId), type, authenticatorAttachment, clientExtensionResults, response: answer });
}

async function send(event) {
  const form = event.target;
  const said = form.querySelector("[data-passkey-said]");
  event.preventDefault();
  said.hidden = true;
  try {
    form.elements.credential.value = written(await ask(form));
    form.submit();
  } catch (fault) {
    said.textContent = WORDS[fault.name] ?? OTHERWISE;
    said.hidden = false;
  }
}

if (window.PublicKeyCredential) {
  for (const missing of document.querySelectorAll("[data-passkey-missing]")) missing.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", send);
  }
}
