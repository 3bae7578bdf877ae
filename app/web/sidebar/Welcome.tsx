/** WeCom 企业微信 names itself in the user agent, on phones and on the desktop. */
const insideWeCom = /wxwork/i.test(navigator.userAgent)

const NEEDS: readonly (readonly [string, string])[] = [
  ['企业微信自建应用', '在管理后台建一个应用，把侧边栏页面指到这个地址。'],
  ['可信域名', '在应用的“网页授权及 JS-SDK”里填写商城域名并完成校验。'],
  ['客户联系权限', '把导购加入客户联系的可见范围，才能认出正在聊天的顾客。'],
]

/** Says what this face is and what it waits for. The guide's tools come with the community module. */
export function Welcome() {
  return (
    <main className="side">
      <header>
        <img src={`${import.meta.env.BASE_URL}mark.svg`} width={40} height={40} alt="" />
        <div>
          <h1>暖禾 · 导购侧边栏</h1>
          <p>{insideWeCom ? '已在企业微信中打开' : '请在企业微信的聊天窗口右侧打开'}</p>
        </div>
      </header>
      <section>
        <h2>它是做什么的</h2>
        <p>导购和顾客聊天时，旁边直接看到这位顾客是谁、最近看过什么、买过什么，以及可以说的话。</p>
        <p className="quiet">导购功能还没有开放。开放前，这里不显示任何顾客信息，也不会读取聊天内容。</p>
      </section>
      <section>
        <h2>开放前要准备好</h2>
        <ol>
          {NEEDS.map(([name, how]) => (
            <li key={name}>
              <b>{name}</b>
              <span>{how}</span>
            </li>
          ))}
        </ol>
      </section>
    </main>
  )
}
