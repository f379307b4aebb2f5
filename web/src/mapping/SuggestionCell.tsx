import { ActionIcon } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { MappingRow } from '../api/contract'
import { IconAlert, IconCheck, IconClose, IconLock, IconUndo } from '../app/icons'
import { exactTime, shortDate } from '../parts/time'
import { useNow } from '../parts/useNow'
import { plural } from '../parts/words'
import classes from './MappingTab.module.css'
import { unmappedWords, type Edit } from './unsaved'

export function Confidence({ score }: { score: number }) {
  return (
    <>
      <span className={classes.confidence} aria-hidden>
        <i style={{ width: `${String(score)}%` }} />
      </span>
      <span className={classes.score}>
        <span className="unseen">Confidence </span>
        {score}
      </span>
    </>
  )
}

interface WhyProps {
  row: MappingRow
  edit: Edit | undefined
  tool: string
  /** Whether suggestions were made, so that no proposal means no likeness. */
  compared: boolean
}

/** Why a row has the value it shows: the reason of a suggestion, who saved it, or what is wrong. */
export function WhyCell({ row, edit, tool, compared }: WhyProps) {
  const now = useNow()
  const saved = row.updated_at
    ? `Saved ${exactTime(row.updated_at)}${row.updated_by ? `, ${row.updated_by}` : ''}`
    : undefined
  if (edit)
    return <div className={classes.why}>Edited, not saved yet{edit.shared ? '; shared on purpose' : ''}</div>
  if (row.suggestion && row.value === null) {
    return (
      <div className={classes.why}>
        <Confidence score={row.suggestion.score} />
        <span className="cut" title={row.suggestion.reason}>
          {row.suggestion.included ? '' : 'Dismissed: '}
          {row.suggestion.reason}
        </span>
      </div>
    )
  }
  switch (row.state) {
    case 'ambiguous':
      return (
        <div className={classes.why} data-tone="warning">
          <IconAlert size={15} aria-hidden />
          {plural(row.candidates.length, 'candidate')} {row.candidates.length === 1 ? 'is' : 'are'} close:
          choose one
        </div>
      )
    case 'gone':
      return (
        <div className={classes.why} data-tone="bad" title={saved}>
          <IconAlert size={15} aria-hidden />
          Gone from {tool}
          {row.option?.gone_since ? ` since ${shortDate(new Date(row.option.gone_since), now)}` : ''}
        </div>
      )
    case 'conflict':
      return (
        <div className={classes.why} data-tone="bad" title={saved}>
          <IconAlert size={15} aria-hidden />
          <span className="cut">Also mapped to {row.conflict_with.map((each) => each.name).join(', ')}</span>
        </div>
      )
    case 'locked':
      return (
        <div className={classes.why}>
          <IconLock size={14} aria-hidden />
          Assigned to{' '}
          {row.locked_by?.connection_id ? (
            <Link to="/connections/$connection/mapping" params={{ connection: row.locked_by.connection_id }}>
              {row.locked_by.connection_name}
            </Link>
          ) : (
            (row.locked_by?.connection_name ?? 'another connection')
          )}
        </div>
      )
    case 'mapped':
      return (
        <div className={classes.why} title={saved}>
          {row.option?.state === 'renamed' && row.option.previous_name
            ? `Renamed in ${tool}, was ${row.option.previous_name}`
            : row.updated_at
              ? `Saved ${shortDate(new Date(row.updated_at), now)}${row.updated_by ? `, ${row.updated_by}` : ''}`
              : 'Saved'}
        </div>
      )
    default:
      return (
        <div className={classes.why}>
          <span className="cut">{unmappedWords(row, tool, compared)}</span>
        </div>
      )
  }
}

interface DecideProps {
  row: MappingRow
  edit: Edit | undefined
  onInclude: (included: boolean) => void
  onForget: () => void
}

/** Accept or dismiss a suggestion; take an edit back. */
export function DecideCell({ row, edit, onInclude, onForget }: DecideProps) {
  const { name } = row.organization
  if (edit) {
    return (
      <div className={classes.decide}>
        <ActionIcon
          size={26}
          tabIndex={-1}
          aria-label={`Take back the edit of ${name}`}
          title="Take back"
          onClick={onForget}
        >
          <IconUndo size={15} />
        </ActionIcon>
      </div>
    )
  }
  if (!row.suggestion || row.value !== null) return null
  const { included } = row.suggestion
  return (
    <div className={classes.decide}>
      <ActionIcon
        size={26}
        tabIndex={-1}
        className={classes.accept}
        data-included={included || undefined}
        aria-pressed={included}
        aria-label={`Accept the suggestion for ${name}`}
        title="Accept (A)"
        onClick={() => {
          onInclude(true)
        }}
      >
        <IconCheck size={16} />
      </ActionIcon>
      <ActionIcon
        size={26}
        tabIndex={-1}
        aria-pressed={!included}
        aria-label={`Dismiss the suggestion for ${name}`}
        title="Dismiss (X)"
        onClick={() => {
          onInclude(false)
        }}
      >
        <IconClose size={16} />
      </ActionIcon>
    </div>
  )
}
