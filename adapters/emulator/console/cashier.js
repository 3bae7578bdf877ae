"use strict";
// The payer's side of wx.requestPayment: tells the page around the frame how it ended.
const DONE_VISIBLE_MS = 900;
const sheet = JSON.parse(document.getElementById("sheet").textContent);
const button = document.getElementById("confirm-pay");
const trouble = document.getElementById("trouble");

function tell(result, message) {
  parent.postMessage({ type: "siyu-pay", result, message }, "*");
}

async function post(path) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(sheet),
  });
  if (!answer.ok) throw new Error("HTTP " + answer.status);
  return answer.json();
}

function refuse(message) {
  document.getElementById("reason").textContent = message;
  document.body.dataset.state = "refused";
}

async function confirm() {
  button.disabled = true;
  trouble.textContent = "";
  try {
    const answer = await post("/play/pay/confirm");
    if (answer.result === "ok") {
      document.body.dataset.state = "paid";
      setTimeout(() => tell("ok", answer.message), DONE_VISIBLE_MS);
    } else {
      refuse(answer.message);
    }
  } catch {
    trouble.textContent = "网络没有连上，请再试一次";
    button.disabled = false;
  }
}

async function cancel() {
  if (document.body.dataset.state === "paid") return;
  if (document.body.dataset.state === "refused") {
    leave();
    return;
  }
  // The person has decided; whether the bank hears of it does not hold the page up.
  await post("/play/pay/refuse").catch((error) => console.warn("refusal was not recorded", error));
  tell("cancel", "已取消支付");
}

function leave() {
  tell("fail", document.getElementById("reason").textContent);
}

button.addEventListener("click", confirm);
document.getElementById("cancel-pay").addEventListener("click", cancel);
document.getElementById("leave-pay").addEventListener("click", leave);
addEventListener("keydown", (event) => {
  if (event.key === "Escape") cancel();
});
(document.body.dataset.state === "open" ? button : document.getElementById("leave-pay")).focus({ focusVisible: false });
