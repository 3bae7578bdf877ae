// The tab 扣费: contracts to collect later, as the person behind them sees them in WeChat.
import { action, empty, html, price, tag, when } from "./html.js";

const ENDS = { 2: "顾客在微信里解约", 3: "商家解约" };

function contractRow(contract) {
  const path = `/play/contracts/${encodeURIComponent(contract.contractCode)}`;
  const isOn = contract.state === "SIGNED";
  return html`<article class="row">
    <div>
      <h2>${contract.nickname} 的自动续费　${isOn ? tag("已签约", "good") : tag(ENDS[contract.endedMode] ?? "已解约", "bad")}${
        contract.isBroke ? tag("账户没有余额", "wait") : ""
      }</h2>
      <p class="meta">协议号 <b>${contract.contractCode}</b>　签约 <b>${when(contract.signedAt)}</b>${contract.endedAt ? html`　解约 <b>${when(contract.endedAt)}</b>` : ""}</p>
      <p class="meta">扣款成功 <b>${contract.paidCount}</b> 次${contract.announcedFen ? html`　已通知下一次扣 ¥${(contract.announcedFen / 100).toFixed(2)}` : ""}</p>
    </div>
    <div class="side">${price(contract.paidFen ?? 0)}<div class="actions">${
      isOn ? [contract.isBroke ? action(`${path}/refill`, "充值") : action(`${path}/empty`, "花光余额"), action(`${path}/end`, "在微信里解约", true)] : ""
    }</div></div>
  </article>`;
}

export const contracts = ({ items }) =>
  items.length ? html`${items.map(contractRow)}` : empty("还没有人开通自动续费", "在小程序的付费会员页开通，就会出现在这里");
