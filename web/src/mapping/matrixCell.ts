import type { MatrixCell } from '../api/contract'
import { shortDate } from '../parts/time'
import { wantedValue, type Edit } from './unsaved'

export type CellKind =
  | 'saved'
  | 'suggested'
  | 'dismissed'
  | 'ambiguous'
  | 'gone'
  | 'conflict'
  | 'locked'
  | 'inherited'
  | 'empty'
  | 'edited'
  | 'cleared'

export interface ShownCell {
  kind: CellKind
  text: string
  score: number | null
  /** What is said on top of the text, for the tooltip and for screen readers. */
  note: string
}

const cell = (kind: CellKind, text: string, note = '', score: number | null = null): ShownCell => ({
  kind,
  text,
  note,
  score,
})

/** What one place of the table shows: an edit before everything, then what is saved, then what is proposed. */
export function shownCell(place: MatrixCell | undefined, edit: Edit | undefined, now: Date): ShownCell {
  if (edit) {
    return wantedValue(edit) === null
      ? cell('cleared', 'cleared', 'edited, not saved')
      : cell('edited', edit.option?.name ?? edit.value ?? '', 'edited, not saved')
  }
  if (!place) return cell('empty', '–')
  const name = place.option_name ?? place.value ?? ''
  switch (place.state) {
    case 'mapped':
      return cell('saved', name, place.previous_name ? `renamed in the tool, was ${place.previous_name}` : '')
    case 'gone':
      return cell(
        'gone',
        place.gone_since ? `Gone since ${shortDate(new Date(place.gone_since), now)}` : 'Gone',
        `was ${name}`,
      )
    case 'conflict':
      return cell('conflict', name, 'also mapped to another organization')
    case 'locked':
      return cell('locked', name, 'assigned to another connection')
    case 'suggested':
      return place.included
        ? cell('suggested', name, `suggested: ${place.reason ?? ''}`, place.score)
        : cell('dismissed', name, `dismissed: ${place.reason ?? ''}`, place.score)
    case 'ambiguous':
      return cell('ambiguous', `${String(place.candidates_count)} candidates`, 'choose one')
    case 'unmapped':
      return place.inherited
        ? cell(
            'inherited',
            place.inherited.option_name ?? place.inherited.value ?? '',
            `inherited from ${place.inherited.organization_name}`,
          )
        : cell('empty', '–', 'not mapped')
  }
}
