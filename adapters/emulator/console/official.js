// The tab 公众号: who follows the account.
import { empty, html, tag, when } from "./html.js";

const pressed = (path, words, device, isMain) => html`<button type="button" class="act ${isMain ? "main" : ""}" data-post="${path}" data-body="${JSON.stringify({ device })}">${words}</button>`;

function personRow({ device, nickname, isFollowing, followedAt, unfollowedAt }) {
  const said = isFollowing ? html`${when(followedAt)} 关注` : followedAt ? html`${when(unfollowedAt)} 取消关注` : "还没有关注过";
  return html`<article class="row">
    <div><h2>${nickname}　${isFollowing ? tag("已关注", "good") : tag("没有关注")}</h2><p class="meta">${device}　${said}</p></div>
    <div class="side"><div class="actions">${isFollowing ? pressed("/play/wechat/official/unfollow", "取消关注", device) : pressed("/play/wechat/official/follow", "关注", device, true)}</div></div>
  </article>`;
}

export const official = ({ isOn, total, people }) => {
  if (!isOn) return empty("这家店没有公众号", "换一个空的状态目录重新开始演示，就会有一个");
  if (!people.length) return empty("还没有人", "在商城里登录一次，就能在这里替这个人关注公众号");
  return html`<p class="meta">公众号现在有 <b>${total}</b> 位关注者</p>${people.map(personRow)}`;
};
