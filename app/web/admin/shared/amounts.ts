import { Problem } from '../../shared/api/problem'

/** Fields whose text is no amount, by what they are called. */
const wrong = new Map<HTMLElement, string>()

export function noteAmount(field: HTMLElement, label: string, isWrong: boolean): void {
  if (isWrong) wrong.set(field, label)
  else wrong.delete(field)
}

/** What stands on the page as an amount and is none would be saved as the amount before it: nothing is written until it is right. */
export function refuseWrongAmounts(): void {
  for (const [field, label] of wrong) {
    if (!field.isConnected) continue
    field.scrollIntoView({ block: 'center' })
    field.focus()
    throw new Problem({ status: 0, code: 'form.no_amount', detail: `「${label}」不是金额，请改好再继续` })
  }
}
