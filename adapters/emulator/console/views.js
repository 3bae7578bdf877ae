// One function per tab: the answer of the player API in, markup out.
import { action, empty, html, price, tag, when, yuan } from "./html.js";

const ORDER_STATES = { NOTPAY: ["待支付", "wait"], SUCCESS: ["已支付", "good"], REFUND: ["有退款", "note"], CLOSED: ["已关闭", ""] };
const SHIPPING_STATES = ["", "待发货", "已发货，资金冻结中", "已收货", "已收货，资金已结算", "已退款"];

function orderRow(order) {
  const [words, tone] = ORDER_STATES[order.state];
  const path = `/play/orders/${encodeURIComponent(order.outTradeNo)}`;
  const times = order.paidAt
    ? html`付款 <b>${when(order.paidAt)}</b>　微信订单号 ${order.transactionId}`
    : html`下单 <b>${when(order.createdAt)}</b>　最晚 ${when(order.expiresAt)} 支付`;
  return html`<article class="row">
    <div>
      <h2>${order.description}　${tag(order.refusal && order.state === "NOTPAY" ? "已过期" : words, tone)}${
        order.shippingState ? tag(SHIPPING_STATES[order.shippingState]) : ""
      }${order.state === "NOTPAY" && order.refusedAt ? tag("上次取消了支付", "wait") : ""}</h2>
      <p class="meta">订单 <b>${order.outTradeNo}</b>　付款人 <b>${order.nickname}</b></p>
      <p class="meta">${times}${order.refundedFen ? html`　已退 ¥${yuan(order.refundedFen)}` : ""}</p>
    </div>
    <div class="side">${price(order.totalFen)}<div class="actions">${
      order.refusal ? "" : [action(`${path}/refuse`, "拒绝"), action(`${path}/pay`, "确认支付", true)]
    }${order.shippingState === 2 ? action(`${path}/receive`, "确认收货", true) : ""}</div></div>
  </article>`;
}

export const orders = ({ items }) =>
  items.length ? html`${items.map(orderRow)}` : empty("还没有订单", "在小程序里提交一个订单，它会出现在这里等人付款");

const PARCEL_STATES = {
  0: ["等待揽收", "wait"], 1: ["已揽收", "note"], 2: ["运输中", "note"], 202: ["派送中", "note"], 211: ["在快递柜", "note"],
  3: ["已签收", "good"], 4: ["问题件", "bad"], 404: ["退回中", "bad"], 406: ["已退回", "bad"],
};
const NEXT_MOVES = [
  ["move", "运输"], ["arrive", "到达"], ["deliver", "派送"], ["locker", "放入快递柜"], ["sign", "签收"], ["lose", "丢失"], ["return", "拒收退回"], ["returned", "退回签收"],
];

function parcelMoves(parcel) {
  const path = `/play/parcels/${encodeURIComponent(parcel.logisticCode)}`;
  if (parcel.cancelled || parcel.state === "3" || parcel.stateEx === "406") return "";
  if (parcel.state === "0") return html`<div class="actions wide">${action(`${path}/collect`, "揽收", true)}</div>`;
  const returning = parcel.stateEx === "404";
  const moves = NEXT_MOVES.filter(([move]) => (returning ? ["move", "returned"].includes(move) : move !== "returned"));
  const likely = returning ? "returned" : parcel.stateEx === "202" ? "sign" : parcel.stateEx === "1" ? "move" : "deliver";
  return html`<div class="actions wide">${moves.map(([move, words]) => action(`${path}/${move}`, words, move === likely))}</div>`;
}

function parcelRow(parcel) {
  const [words, tone] = parcel.cancelled ? ["已取消", ""] : PARCEL_STATES[parcel.stateEx] ?? PARCEL_STATES[parcel.state];
  const receiver = parcel.receiver;
  const place = [receiver.ProvinceName, receiver.CityName, receiver.ExpAreaName, receiver.Address].join("");
  const traces = parcel.traces.toReversed().map((trace) => html`<li><time>${when(trace.at)}</time>${trace.station}</li>`);
  return html`<article class="row">
    <div class="wide">
      <h2>${parcel.shipperName} ${parcel.logisticCode}　${tag(words, tone)}</h2>
      <p class="meta">订单 <b>${parcel.orderCode || "未填"}</b>　${
        receiver.Name ? html`收件 <b>${receiver.Name} ${receiver.Mobile ?? receiver.Tel}</b> ${place}` : "外部运单，只订阅了轨迹"
      }</p>
    </div>
    ${traces.length ? html`<ul class="line wide">${traces}</ul>` : ""}
    ${parcelMoves(parcel)}
  </article>`;
}

export const parcels = ({ items }) =>
  items.length ? html`${items.map(parcelRow)}` : empty("还没有运单", "后台发货取得电子面单后，包裹会在这里等快递员揽收");

const REFUND_STATES = { PROCESSING: ["退款中", "wait"], SUCCESS: ["已退回零钱", "good"], ABNORMAL: ["退款异常", "bad"] };

export const refunds = ({ items }) =>
  items.length
    ? html`${items.map((refund) => html`<article class="row">
        <div>
          <h2>退款单 ${refund.outRefundNo}　${tag(...REFUND_STATES[refund.status])}</h2>
          <p class="meta">订单 <b>${refund.outTradeNo}</b>（¥${yuan(refund.totalFen)}）　${refund.reason || "没有写原因"}</p>
          <p class="meta">申请 <b>${when(refund.createdAt)}</b>${refund.successAt ? html`　到账 <b>${when(refund.successAt)}</b>` : ""}</p>
        </div>
        <div class="side">${price(refund.refundFen)}</div>
      </article>`)}`
    : empty("还没有退款", "商城发起退款后，这里能看到它何时到账");

const NOTICE_KINDS = { pay: "微信支付", wechat: "微信消息推送", kdniao: "快递鸟推送", wecom: "企业微信回调" };
const NOTICE_STATES = { pending: ["等待送达", "wait"], done: ["已送达", "good"], dropped: ["故意丢失", "bad"], gave_up: ["已放弃", "bad"] };
const EVENT_WORDS = {
  "TRANSACTION.SUCCESS": "支付成功", "REFUND.SUCCESS": "退款成功", "REFUND.ABNORMAL": "退款异常", 101: "物流轨迹", 102: "物流轨迹（详细）",
  subscribe_msg_popup_event: "订阅选择", subscribe_msg_sent_event: "订阅消息已送达", trade_manage_order_settlement: "资金结算", trade_manage_remind_shipping: "提醒发货",
  "change_external_contact/add_external_contact": "新客户", "change_external_contact/add_half_external_contact": "新客户（待确认）",
  "change_external_contact/edit_external_contact": "导购改了备注或标签", "change_external_contact/del_external_contact": "导购删了客户",
  "change_external_contact/del_follow_user": "客户删了导购", "change_external_contact/transfer_fail": "继承失败",
  "change_external_chat/create": "新客户群", "change_external_chat/update": "客户群变了", "change_external_chat/dismiss": "客户群解散",
  "change_external_tag/create": "新标签", "change_external_tag/update": "标签改名", "change_external_tag/delete": "标签删除", "change_external_tag/shuffle": "标签换序",
  "change_contact/update_user": "成员资料变了", "change_contact/delete_user": "成员离职",
};

const attemptItem = (attempt) => html`<li><time>${when(attempt.at)}　${attempt.tookMs} 毫秒</time>${
  attempt.status ? `HTTP ${attempt.status}` : "没有应答"
}　${attempt.note}</li>`;

export const notifies = ({ items }) =>
  items.length
    ? html`${items.map((notice) => html`<article class="row">
        <div>
          <h2>${EVENT_WORDS[notice.event] ?? notice.event}　${tag(...NOTICE_STATES[notice.state])}${tag(NOTICE_KINDS[notice.kind])}</h2>
          <p class="meta"><b>${notice.subject}</b>　产生于 ${when(notice.createdAt)}${notice.state === "pending" && notice.tries ? html`　下次 <b>${when(notice.nextAt)}</b>` : ""}</p>
          <p class="meta">${notice.url}</p>
        </div>
        <div class="side"><div class="actions">${action(`/play/notifies/${notice.id}/resend`, "再发一次", notice.state !== "done")}</div></div>
        <details class="wide" data-key="${notice.id}"><summary>送了 ${notice.attempts.length} 次</summary><ul class="line">${notice.attempts.toReversed().map(attemptItem)}</ul></details>
      </article>`)}`
    : empty("还没有回调", "支付、退款、物流和订阅都会向商城发回调，送了几次、对方怎么答都记在这里");

export const messages = ({ items }) =>
  items.length
    ? html`${items.map((message) => html`<article class="row">
        <div><h2>${message.title}</h2><p class="meta">送到 <b>${message.nickname}</b>　${when(message.sentAt)}${message.page ? html`　点开进入 ${message.page}` : ""}</p></div>
        <dl class="bubble wide">${message.lines.map((line) => html`<dt>${line.word}</dt><dd>${line.value}</dd>`)}</dl>
      </article>`)}`
    : empty("还没有消息", "顾客同意订阅后，商城发来的通知会像在微信里那样出现");

const figure = (words, value, size = "") => html`<div class="figure ${size}"><p>${words}</p><b>${value}</b></div>`;

export const totals = (sum) => {
  const expected = sum.paidFen - sum.refundedFen - sum.refundingFen;
  return html`<div class="figures">
      ${figure("收到", `¥${yuan(sum.paidFen)}`, "large")}${figure("已退", `¥${yuan(sum.refundedFen)}`, "large")}
      ${figure("退款途中", `¥${yuan(sum.refundingFen)}`, "large")}${figure("商户余额", `¥${yuan(sum.balanceFen)}`, "large")}
      ${figure("付款笔数", sum.paidCount)}${figure("退款笔数", sum.refundCount)}${figure("待付款", sum.unpaidCount)}${figure("已关闭", sum.closedCount)}
      ${figure("微信用户", sum.userCount)}${figure("运单", sum.parcelCount)}${figure("订阅消息", sum.messageCount)}${figure("待送回调", sum.pendingNotifyCount)}
    </div>
    <p class="check ${expected === sum.balanceFen ? "" : "bad"}">${
      expected === sum.balanceFen ? "账是平的：收到 − 已退 − 退款途中 = 余额" : `账不平：按流水应为 ¥${yuan(expected)}`
    }</p>`;
};
