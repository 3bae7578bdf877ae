import type { ReactNode } from 'react'

/** The frame of the pages before the desk: a quiet brand side and one card. */
export function EntryFrame({ title, note, children }: { title: string; note: ReactNode; children: ReactNode }) {
  return (
    <div className="entry">
      <aside className="entry-brand" aria-hidden="true">
        <svg viewBox="0 0 480 600" preserveAspectRatio="xMidYMax slice">
          <circle cx="356" cy="150" r="86" fill="#FBE9E4" />
          <circle cx="356" cy="150" r="54" fill="#E4674A" opacity="0.85" />
          <path d="M0 420c90-54 170-54 250-20s160 26 230-14v214H0Z" fill="#E5F0E9" />
          <path d="M0 480c110-40 190-20 270 4s140 18 210-12v128H0Z" fill="#3F7257" opacity="0.9" />
          <path d="M150 486V330" stroke="#3F7257" strokeWidth="7" strokeLinecap="round" />
          <path d="M150 390c-62 0-84-34-84-76 52 0 84 24 84 76Z" fill="#3F7257" />
          <path d="M150 356c0-54 30-82 88-86 4 54-28 86-88 86Z" fill="#5E9277" />
          <path d="M286 508v-96" stroke="#8C6A2F" strokeWidth="5" strokeLinecap="round" />
          <path d="M286 452c-36 0-50-20-50-44 30 0 50 14 50 44Z" fill="#C9A45C" />
          <path d="M286 434c0-32 18-48 52-50 2 32-18 50-52 50Z" fill="#8C6A2F" opacity="0.75" />
        </svg>
        <div>
          <strong>暖禾</strong>
          <p>母婴与肌肤护理，慢慢来，用心养。</p>
        </div>
      </aside>
      <main className="entry-main">
        <div className="entry-card">
          <img src={`${import.meta.env.BASE_URL}mark.svg`} width={44} height={44} alt="暖禾" />
          <h1>{title}</h1>
          <p className="entry-note">{note}</p>
          {children}
        </div>
      </main>
    </div>
  )
}
