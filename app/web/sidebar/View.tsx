import { useEffect } from 'react'
import { ChatPage } from './features/chat/ChatPage'
import { CustomerPage } from './features/customer/CustomerPage'
import { HomePage } from './features/home/HomePage'
import { flushMarks } from './features/scripts/outbox'
import type { Host, Place } from './host'
import { useOnline } from './shared/hooks'
import { toHome, toPlace, useRoute } from './shared/route'

/** Only a demo has it: where a real guide would change the chat in WeCom. */
function StandInBar({ isHome, isBesideChat, userId, chatUrl }: { isHome: boolean; isBesideChat: boolean; userId: string; chatUrl: string | null }) {
  return (
    <div className="stand-in row">
      <span className="grow cut">演示，导购 {userId}</span>
      {isBesideChat && chatUrl && <a href={chatUrl} target="_blank" rel="noopener">看聊天</a>}
      {isHome ? isBesideChat && <button type="button" onClick={toPlace}>回到聊天</button> : <button type="button" onClick={toHome}>工作台</button>}
    </div>
  )
}

/** One customer, one group, or the workbench: what the guide has turned to, else what stands beside. */
export function View({ host, place, userId }: { host: Host; place: Place; userId: string }) {
  const route = useRoute()
  const isOnline = useOnline()
  const contactId = route.contactId ?? (route.chatId || route.isHome ? null : place.contactId)
  const chatId = contactId || route.isHome ? null : (route.chatId ?? place.chatId)
  const turned = route.contactId !== null && route.contactId !== place.contactId
  useEffect(() => {
    if (isOnline) void flushMarks()
  }, [isOnline])
  const back = route.contactId || route.chatId ? toPlace : null
  const isHome = !contactId && !chatId
  return (
    <>
      {!isOnline && <p className="banner" role="status">网络断开了，看到的可能不是最新的</p>}
      {host.isStandIn && <StandInBar isHome={isHome} isBesideChat={place.entry !== 'home'} userId={userId} chatUrl={host.chatUrl} />}
      {contactId ? (
        <CustomerPage key={contactId} contactId={contactId} host={host} place={place} onBack={turned ? back : null} />
      ) : chatId ? (
        <ChatPage key={chatId} chatId={chatId} onBack={route.chatId && route.chatId !== place.chatId ? back : null} />
      ) : (
        <HomePage host={host} userId={userId} />
      )}
    </>
  )
}
