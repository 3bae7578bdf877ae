"use strict";
// WeChat's signing page: tells the page around the frame how it ended.
const DONE_VISIBLE_MS = 900;
const ask = JSON.parse(document.getElementById("ask").textContent);
const button = document.getElementById("consent");
const trouble = document.getElementById("trouble");

function tell(result, message) {
  parent.postMessage({ type: "siyu-sign", result, message }, "*");
}

async function consent() {
  button.disabled = true;
  trouble.textContent = "";
  try {
    const answer = await fetch("/play/contracts/consent", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(ask),
    });
    if (!answer.ok) throw new Error("HTTP " + answer.status);
    const { result, message } = await answer.json();
    if (result === "ok") {
      document.body.dataset.state = "paid";
      setTimeout(() => tell("ok", message), DONE_VISIBLE_MS);
    } else {
      document.getElementById("reason").textContent = message;
      document.body.dataset.state = "refused";
    }
  } catch {
    trouble.textContent = "网络没有连上，请再试一次";
    button.disabled = false;
  }
}

function close() {
  if (document.body.dataset.state === "paid") return;
  tell(document.body.dataset.state === "refused" ? "fail" : "cancel", document.getElementById("reason").textContent);
}

button.addEventListener("click", consent);
document.getElementById("close-signing").addEventListener("click", close);
document.getElementById("leave").addEventListener("click", close);
addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});
